# Who has which role, and what one member may do: set $Email to look somebody up.
# Run it connected:  dify-shell --sandbox examples/members-role.ps1

if (-not $Email) { $Email = "kenji.watanabe@example.com" }
$Members = @(Get-DifyMember)
$Member = $Members | Where-Object Email -eq $Email

if ($Member) {
    "$($Member.Name) <$Email> is '$($Member.Role)' here."
} else {
    Write-Warning "nobody here has the address $Email"
}

$Members | Group-Object Role | Sort-Object Count | ForEach-Object {
    "{0,-10} {1,3}  {2}" -f $_.Name, $_.Count, ($_.Group.Name -join ", ")
}
