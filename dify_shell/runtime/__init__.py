"""Tree to objects: everything about executing, nothing about what commands do."""
