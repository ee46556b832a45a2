# Apps that nobody has changed for 90 days, the oldest first: candidates for a clean-up.
# Run it connected:  dify-shell --sandbox examples/untouched-apps.ps1

$Limit = (Get-Date).AddDays(-90)
$Untouched = @(Get-DifyApp | Where-Object { $_.UpdatedAt -lt $Limit } | Sort-Object UpdatedAt)

foreach ($App in $Untouched) {
    "{0:yyyy-MM-dd}  {1,-15} {2}" -f $App.UpdatedAt, $App.Mode, $App.Name
}
"$($Untouched.Count) apps were not touched since $(Get-Date $Limit -Format yyyy-MM-dd)"
