# A first look around: who am I, where, and what is there.
# Run it connected:  dify-shell --sandbox examples/first-look.ps1

$Profile = Get-DifyProfile
$Version = Get-DifyVersion
"$($Profile.Name) <$($Profile.Email)> on $($Version.Server), Dify $($Version.Version)"

$Workspace = Get-DifyCurrentWorkspace
"Workspace: $($Workspace.Name), as $($Workspace.Role)"

Get-DifyApp | Select-Object -First 5
