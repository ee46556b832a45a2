"""What may come next where the cursor stands. Reads the tree, the registry and the state; executes nothing."""
