# Brings the apps with a tag from the connected server to another one; a DSL file of each stays in moved-apps.
# Run it connected:  dify-shell --sandbox examples/move-apps.ps1 production
# With the address of the other server behind the tag, it signs in there (asking, or by $env:PSDIFY_EMAIL and
# $env:PSDIFY_PASSWORD). Without one it makes copies on the same server.

$Tag, $Target = $args
if (-not $Tag) { $Tag = "production" }

$Files = @(Get-DifyApp -Tags $Tag | Export-DifyApp -Path "moved-apps")
"$($Files.Count) apps have the tag '$Tag'."

if ($Target) { $null = Connect-Dify $Target -Force }

$Imported = @(Get-Item $Files.FileName | Import-DifyApp -Force)
$Imported | Format-Table Name, Mode, Status, Id

$Missing = @($Imported.MissingPlugins | Where-Object { $_ } | Sort-Object -Unique)
if ($Missing) { Write-Warning "Install there: $($Missing -join ', ')" }
