"""What the language gives, held against what Microsoft's documentation of PowerShell 7 says, page by page.

Each row is a text and the objects that it gives. `DIFFERENCES` holds what dify-shell does in another way on purpose.
"""

from __future__ import annotations

from typing import Any

import pytest

Rows = list[tuple[str, list[object]]]

PAGES: dict[str, Rows] = {
    "about_Arithmetic_Operators": [
        ("6 + 2; 6 - 2; 6 * 2; 6 / 2; 7 % 2", [8, 4, 12, 3, 1]),
        ("5 / 2; 6.0 / 2; 1 / 4", [2.5, 3.0, 0.25]),
        ("-7 % 2; 7 % -2; 5.5 % 2", [-1, 1, 1.5]),
        ("2 + 3 * 4; (2 + 3) * 4; 3 + 6 / 3 * 4", [14, 20, 11]),
        ("10 - 3 - 2; 2 * 3 % 4; -2 * 3; - (2 + 3)", [5, 2, -6, -5]),
        ("1 - -1; +'5'; -'5'", [2, 5, -5]),
        ("'file' + 16 + '.txt'", ["file16.txt"]),
        ("'3' + 5; 3 + '5'; '10' / '2'; '7' - 2; 2 * '3'", ["35", 8, 5, 5, 6]),
        ("'!' * 3; '!' * 0; '3' * 2", ["!!!", "", "33"]),
        ("@('!') * 3; @() * 2", ["!", "!", "!"]),
        ("@(1, 2) + 3; @(1) + @(2, 3); ,1 + 2", [1, 2, 3, 1, 2, 3, 1, 2]),
        ("(@(1, 2) + $null).Count; (@() + @()).Count", [3, 0]),
        ("(@{ a = 1 } + @{ b = 2 }).Count; (@{ a = 1 } + @{ b = 2 }).b", [2, 2]),
        ("5 + $null; $null + 5; $null + 'a'; 'a' + $null", [5, 5, "a", "a"]),
        ("3.0 + 1; 1.5 + 1.5; 0.5 * 4", [4.0, 3.0, 2.0]),
        ("$true + 1; 1 + $true; 5 * $false", [2, 2, 0]),
    ],
    "about_Numeric_Literals": [
        ("1kb; 2mb; 1gb; 1.5kb", [1024, 2097152, 1073741824, 1536.0]),
        ("0xff; 0x10 + 1; 1e3; .5; 1.0", [255, 17, 1000.0, 0.5, 1.0]),
        ("10L; 1.5d", [10, 1.5]),
    ],
    "about_Assignment_Operators": [
        ("$a = 1; $a += 2; $a", [3]),
        ("$a = 10; $a -= 3; $a *= 2; $a /= 7; $a; $a %= 2; $a", [2, 0]),
        ("$a = 'x'; $a += 'y'; $a += 1; $a", ["xy1"]),
        ("$a = 1, 2; $a += 3; $a.Count; $a += 4, 5; $a", [3, 1, 2, 3, 4, 5]),
        ("$a = @(); $a += 'x'; $a.Count", [1]),
        ("$new += 1; $new", [1]),
        ("$h = @{ a = 1 }; $h += @{ b = 2 }; $h.b", [2]),
        ("$h = @{}; $h.x = 1; $h['y'] = 2; $h.x += 5; $h.x; $h.Count", [6, 2]),
        ("$n = 1; $n++; $n++; $n--; $n", [2]),
        ("$a, $b = 1, 2; $b; $a", [2, 1]),
        ("$a, $b = 1, 2, 3; $a; $b.Count", [1, 2]),
        ("$a, $b, $c = 1, 2; $null -eq $c", [True]),
        ("$a = 1; $b = 2; $a, $b = $b, $a; $a; $b", [2, 1]),
        ("$a = 1..3; $a[1] = 20; $a[-1] += 1; $a", [1, 20, 4]),
        ("$a = if ($true) { 'yes' } else { 'no' }; $a", ["yes"]),
        ("$a = foreach ($i in 1..3) { $i * 2 }; $a", [2, 4, 6]),
        ("[int]$a = '5'; $a + 1", [6]),
        ("$null = 5; $null -eq 5", [False]),
        ("${a b} = 4; ${a b}", [4]),
    ],
    "about_Arrays": [
        ("$a = 0..9; $a[4]; $a[-1]; $a[-3..-1]", [4, 9, 7, 8, 9]),
        ("$a = 0..9; $a[0, 2 + 4..6]", [0, 2, 4, 5, 6]),
        ("$a = 0..9; $a[9, 0]; $a[1..3]; $a[3..1]", [9, 0, 1, 2, 3, 3, 2, 1]),
        ("$a = 1, 2, 3; $null -eq $a[9]; $a[1..9]; $a[1..9].Count", [True, 2, 3, 2]),
        ("@().Count; @(1).Count; (, 1).Count; @(1, 2).Length", [0, 1, 1, 2]),
        ("@(@(1, 2)).Count; @('x' | Write-Output).Count", [2, 1]),
        ("$m = (1, 2), (3, 4); $m.Count; $m[1][0]", [2, 3]),
        ("$a = 'a', 'b'; $a.Contains('a'); $a.Contains('A'); $a.IndexOf('b')", [True, False, 1]),
        ("(1, 2, 3).ForEach({ $_ * 2 })", [2, 4, 6]),
        ("(1, 2, 3).Where({ $_ -gt 1 })", [2, 3]),
        ("('ab', 'c').ForEach('Length')", [2, 1]),
        ("'abc'[0]; 'abc'[-1]; 'abc'[0..1]; $null -eq 'abc'[9]", ["a", "c", "a", "b", True]),
        ("5[0]; $null -eq 5[1]", [5, True]),
        ("(1, 2, 3)[0]; (Get-Command connect)[0].Name", [1, "Connect-Dify"]),
        ("('ab', 'cde').Length; ('ab', 'cde').ToUpper()", [2, "AB", "CDE"]),
        ("$a = @(\n1\n2\n3\n); $a.Count", [3]),
        ("(1, $null, 3).Count", [3]),
    ],
    "about_Automatic_Variables": [
        ("1; $?", [1, True]),
        ("try { 1 / 0 } catch { $? }", [False]),
        ("1, 2 | ForEach-Object { $PSItem * 2 }", [2, 4]),
        ("$true; $false; $null -eq $null", [True, False, True]),
        ("'a-b' -match '(\\w)-(\\w)' | Out-Null; $Matches[0]; $Matches[2]", ["a-b", "b"]),
        ("'x=1' -match '(?<key>\\w)=(?<value>\\d)' > $null; $Matches.key; $Matches['value']", ["x", "1"]),
        ("try { throw 'first' } catch {}; $Error[0].Exception.Message", ["first"]),
    ],
    "about_Booleans": [
        ("[bool]0; [bool]0.0; [bool]1; [bool]-1", [False, False, True, True]),
        ("[bool]''; [bool]'0'; [bool]' '; [bool]'false'", [False, True, True, True]),
        ("[bool]$null; [bool]@(); [bool]@{}", [False, False, True]),
        ("[bool]@(0); [bool]@(1); [bool]@(0, 0); [bool]@('')", [False, True, True, False]),
        ("!$null; -not 0; -not 'x'; !$true; -not @()", [True, True, False, False, True]),
        ("if ('false') { 'yes' }; if (0) { 'yes' } else { 'no' }; if (@(0, 0)) { 'list' }", ["yes", "no", "list"]),
    ],
    "about_Comparison_Operators": [
        ("2 -eq 2; 2 -ne 3; 2 -eq 2.0; 'a' -eq 'b'", [True, True, True, False]),
        ("'abc' -eq 'ABC'; 'abc' -ceq 'ABC'; 'abc' -ieq 'ABC'; 'abc' -cne 'ABC'", [True, False, True, True]),
        ("5 -gt 3; 5 -ge 5; 3 -lt 5; 3 -le 2", [True, True, True, False]),
        ("'5' -eq 5; 5 -eq '5.0'; '5.0' -eq 5; 5 -eq '05'; '05' -eq 5", [True, True, False, True, False]),
        ("8 -gt '10'; '8' -gt 10; 10 -lt '9'", [False, True, False]),
        ("$true -eq 'false'; 'true' -eq $true; $true -eq 2; 2 -eq $true", [True, True, True, False]),
        ("1 -eq $true; 0 -eq $false; 0 -eq ''; '' -eq 0", [True, True, True, False]),
        ("5 -eq 'five'; 'five' -eq 5; 5 -ne 'five'", [False, False, True]),
        ("'a' -lt 'b'; 'a' -lt 'B'; 'B' -gt 'a'; 'a' -clt 'B'; 'a' -clt 'A'", [True, True, True, True, True]),
        ("1, 2, 3 -eq 2; 1, 2, 3 -ne 2; (1, 2, 1 -eq 1).Count", [2, 1, 3, 2]),
        ("7, 8, 9 -gt 8; 7, 8, 9 -le 8; (1, 2 -eq 5).Count", [9, 7, 8, 0]),
        ("'PowerShell' -like '*shell'; 'PowerShell' -notlike '*shell'", [True, False]),
        (
            "'PowerShell' -like 'Power?hell'; 'PowerShell' -like 'Power[p-w]hell'; 'b' -like '[xyz]'",
            [True, True, False],
        ),
        ("'PowerShell', 'Server' -like '*shell'; 'a', 'b' -notlike 'a'", ["PowerShell", "b"]),
        ("'PowerShell' -clike '*shell'; 'PowerShell' -cnotlike '*shell'", [False, True]),
        ("'PowerShell' -match 'shell'; 'PowerShell' -cmatch 'shell'; 'a' -notmatch 'b'", [True, False, True]),
        ("'abc' -match '^A'; 'a.c' -match 'a\\.c'; 'abc' -match 'a\\.c'", [True, True, False]),
        ("'Rhell', 'Shell', 'Mel' -match 'hell'; 'Rhell', 'Mel' -notmatch 'hell'", ["Rhell", "Shell", "Mel"]),
        ("'book' -ireplace 'B', 'C'; 'book' -creplace 'B', 'C'", ["Cook", "book"]),
        ("'Get-Process' -replace 'Get', 'Stop'; 'abc' -replace 'b'", ["Stop-Process", "ac"]),
        (
            "'John D. Smith' -replace '(\\w+) (\\w+)\\. (\\w+)', '$1.$2.$3@contoso.com'",
            ["John.D.Smith@contoso.com"],
        ),
        (
            "'CONTOSO\\Administrator' -replace '\\w+\\\\(?<user>\\w+)', 'FABRIKAM\\${user}'",
            ["FABRIKAM\\Administrator"],
        ),
        ("'5.72' -replace '(.+)', '$$$1'; 'abc' -replace 'b', '[$&$0]'", ["$5.72", "a[bb]c"]),
        ("'B1', 'B2', 'C3' -replace '^B', 'a'", ["a1", "a2", "C3"]),
        ("'a1b22' -replace '\\d+', { $_.Value.Length }; 10 -replace 1, 2", ["a1b2", "20"]),
        ("'abc', 'def' -contains 'DEF'; 'abc', 'def' -ccontains 'DEF'; 'abc' -contains 'a'", [True, False, False]),
        ("'abc', 'def' -notcontains 'x'; 1, 2 -contains '2'; 1..3 -contains 2.0", [True, True, True]),
        ("'Shell' -in 'PowerShell', 'shell'; 'Shell' -in 'PowerShell'; 'a' -notin 'b', 'c'", [True, False, True]),
        ("'Shell' -cin 'shell', 'x'; $null -in @(1, $null); @() -contains $null", [False, True, False]),
    ],
    "about_If": [
        ("$a = 2; if ($a -gt 2) { 'more' } elseif ($a -eq 2) { 'two' } else { 'less' }", ["two"]),
        ("if ($false) { 'no' }", []),
        ("if (1, 2, 3 -eq 2) { 'found' }", ["found"]),
    ],
    "about_Foreach": [
        ("foreach ($x in 'a', 'b') { \"<$x>\" }", ["<a>", "<b>"]),
        ("foreach ($x in 5) { $x }; foreach ($x in $null) { 'never' }; foreach ($x in @()) { 'never' }", [5]),
        ("foreach ($x in 1..9) { if ($x -eq 2) { continue }; if ($x -gt 3) { break }; $x }", [1, 3]),
        ("foreach ($x in 1..3) {}; $x", [3]),
        ('foreach ($x in 1..2) { foreach ($y in 1..3) { if ($y -eq 2) { break }; "$x$y" } }', ["11", "21"]),
        ("$h = @{ b = 1; a = 2 }; foreach ($k in $h.Keys | Sort-Object) { $h[$k] }", [2, 1]),
    ],
    "about_Hash_Tables": [
        ("$h = @{ Number = 1; Shape = 'Square' }; $h.Number; $h['Shape']; $h.SHAPE", [1, "Square", "Square"]),
        ("$h = @{ 'b c' = 1 }; $h.'b c'; $k = 'B C'; $h.$k; $h[$k]", [1, 1, 1]),
        ("@{}.Count; @{ a = 1; b = 2 }.Count; $null -eq @{}.missing", [0, 2, True]),
        ("$h = [ordered]@{ z = 1; a = 2 }; $h.Keys; $h.Values", ["z", "a", 1, 2]),
        (
            "$h = @{ a = 1 }; $h.Add('b', 2); $h.ContainsKey('B'); $h.Contains('x'); $h.Remove('a'); $h.Keys",
            [True, False, "b"],
        ),
        ("$h = @{ a = @{ b = @{ c = 'deep' } } }; $h.a.b.c; $h['a']['b'].c", ["deep", "deep"]),
        ("@{ a = 1; b = 2 } | ForEach-Object { $_.Count }", [2]),
        ('(@{ a = 1 }.GetEnumerator() | ForEach-Object { "$($_.Key)=$($_.Value)" })', ["a=1"]),
        ("@{ a = 1, 2, 3 }.a[1]; @{ a = 1 + 1 }.a; @{ a = (1..3 | Measure-Object).Count }.a", [2, 2, 3]),
        ("$h = @{\n  a = 1\n  b = 2; c = 3\n}; $h.Count", [3]),
        ("$h = @{ 1 = 'one' }; $h[1]", ["one"]),
        ("$h = @{ a = 1; b = 2; c = 3 }; $h['a', 'c']", [1, 3]),
        ("$h = @{ a = 1 }; $h.Clear(); $h.Count", [0]),
    ],
    "about_Join": [
        ("-join ('a', 'b', 'c'); 'Windows', 'PowerShell' -join '; '", ["abc", "Windows; PowerShell"]),
        ("-join 'a', 'b'", ["a", "b"]),
        ("1..3 -join ','; 'abc' -join '-'; @() -join ','", ["1,2,3", "abc", ""]),
        ("(1, $null, 2) -join '-'; ($true, 1.0) -join ' '", ["1--2", "True 1"]),
    ],
    "about_Logical_Operators": [
        ("$true -and $false; $true -or $false; $true -xor $true; !$true", [False, True, False, False]),
        ("$true -or $false -and $false; $false -and (1 / 0); $true -or (1 / 0)", [False, False, True]),
        ("-not $true -or $true; -not ($true -or $true)", [True, False]),
        ("1 -and 'a'; '' -or 0; 1 -xor 0", [True, False, True]),
        ("(1 -lt 2) -and (3 -lt 4); 1 -lt 2 -and 3 -gt 4", [True, False]),
    ],
    "about_Operator_Precedence": [
        ("1 + 2 -eq 3; 'a' + 'b' -eq 'ab'; 1..3 -contains 2", [True, True, True]),
        ("1, 2 + 3; 'a', 'b' + 'c' -join '-'", [1, 2, 3, "a-b-c"]),
        ("'{0}' -f 1 + 2; '{0}' -f (1 + 2)", ["12", "3"]),
        ("1..2 + 5..6", [1, 2, 5, 6]),
        ("-not 1 -eq 2; -not 1 -eq 0", [False, True]),
        ("'a-b' -split '-' -join '+'; 'abc' -replace 'b', 'x' -eq 'axc'", ["a+b", True]),
    ],
    "about_Operators": [
        ("1..3; 3..1; -1..1; 5..5", [1, 2, 3, 3, 2, 1, -1, 0, 1, 5]),
        ("'1'..'3'; 'a'..'e'; 'c'..'a'", [1, 2, 3, "a", "b", "c", "d", "e", "c", "b", "a"]),
        ("$n = 3; (1..$n).Count; (1..($n * 2)).Count", [3, 6]),
        ("$(1; 2); $(); (1..2)", [1, 2, 1, 2]),
        ('"$(1..3)"; @(1; 2).Count; @().Count', ["1 2 3", 2, 0]),
        ("& 'Write-Output' 5; $name = 'Write-Output'; & $name 6", [5, 6]),
        ("'{1} {0}' -f 'a', 'b'; '{0}' -f $null; '{0}{0}' -f 1; '{{{0}}}' -f 1", ["b a", "", "11", "{1}"]),
        ("'{0,5}|{0,-5}|' -f 12; '{0:D4} {0:X} {1:x4}' -f 42, 255", ["   12|12   |", "0042 2A 00ff"]),
        ("'{0:N0} {0:N2} {0:F1}' -f 1234.5", ["1,235 1,234.50 1234.5"]),
        ("'{0:F0} {1:N2} {2:F0}' -f 2.5, 0.125, -0.5", ["3 0.13 -1"]),
        ("'{0:P0} {1:P1} {2:0%}' -f 0.25, 0.1234, 0.5", ["25% 12.3% 50%"]),
        ("'{0:00} {1:0.00} {1:0.##} {2:#,##0.0}' -f 7, 2.5, 12345.67", ["07 2.50 2.5 12,345.7"]),
        ("'{0:E2} {1:e3}' -f 12345, 0.5", ["1.23E+004 5.000e-001"]),
        (
            "'{0:yyyy-MM-dd} {0:HH:mm} {0:dddd d MMM}' -f [datetime]'2026-01-31 07:05'",
            ["2026-01-31 07:05 Saturday 31 Jan"],
        ),
        ("'{0}' -f 1.0; '{0}' -f $true; '{0:yyyy}' -f 'text'; '{0}, {1}' -f (1, 2)", ["1", "True", "text", "1, 2"]),
    ],
    "about_Parsing": [
        ("Write-Output 2+2; Write-Output (2+2); 2+2", ["2+2", 4, 4]),
        ("Write-Output a b; Write-Output 'a b'; Write-Output a,b", ["a", "b", "a b", "a", "b"]),
        (
            "$a = 'x'; Write-Output $a; Write-Output $a.Length; Write-Output $a/y; Write-Output y$a",
            ["x", 1, "x/y", "yx"],
        ),
        (
            "Write-Output 5; Write-Output 0x10; Write-Output -5; Write-Output 1.5; Write-Output 5x",
            [5, 16, -5, 1.5, "5x"],
        ),
        ('Write-Output a"b c"d; Write-Output "it\'s"; Write-Output *', ["ab cd", "it's", "*"]),
        ("Write-Output 'a'b", ["a", "b"]),
        ("Write-Output 1..3; Write-Output a=b; Write-Output a#b # comment", ["1..3", "a=b", "a#b"]),
        ("Write-Output -- -x; Write-Output a`;b; Write-Output a` b", ["-x", "a;b", "a b"]),
        ("Write-Output true; Write-Output $true; Write-Output $(1; 2)", ["true", True, 1, 2]),
        ("Write-Output `\n  one `\n  two", ["one", "two"]),
        ("1, 2 |\n  ForEach-Object { $_ + 1 } |\n  Where-Object { $_ -gt 2 }", [3]),
        ("1, 2\n  | ForEach-Object { $_ + 1 }", [2, 3]),
        ("<# a\ncomment #> 1 # the rest", [1]),
    ],
    "about_Quoting_Rules": [
        ('$i = 5; "The value is $i."; \'The value is $i.\'; "`$i"', ["The value is 5.", "The value is $i.", "$i"]),
        ('$i = 5; "$($i + 1)"; "${i}th"; "$i$i"; "[$i]"; "$i-$i"', ["6", "5th", "55", "[5]", "5-5"]),
        ('\'don\'\'t\'; "a""b"; "a`"b"; "a\'b"; \'a"b\'', ["don't", 'a"b', 'a"b', "a'b", 'a"b']),
        ('$s = \'abc\'; "$s.Length"; "$($s.Length)"', ["abc.Length", "3"]),
        ('$a = 1, 2; "$a"; "$a[0]"; "$($a[0])"', ["1 2", "1 2[0]", "1"]),
        ('"$true $(1.5) $(1.0) $null|"; "$env:NOT_THERE|"', ["True 1.5 1 |", "|"]),
        ('"$(if (1) { \'y\' })"; "$(foreach ($i in 1..3) { $i })"', ["y", "1 2 3"]),
        ('"100% $ 5"; "a$"; ""; \'\'', ["100% $ 5", "a$", "", ""]),
        ('@"\nname: $(1 + 1)\n"quoted" `$x\n"@', ['name: 2\n"quoted" $x']),
        ("@'\n$x $(1) `n ''\n'@", ["$x $(1) `n ''"]),
        ("@'\n'@; @\"\n\n\"@", ["", ""]),
    ],
    "about_Special_Characters": [
        ('"a`tb`nc"; "`0".Length; "``"; "`u{1F680}"; "`q"', ["a\tb\nc", 1, "`", "🚀", "q"]),
        ("'a`tb'", ["a`tb"]),
    ],
    "about_Split": [
        ("'Lastname:FirstName:Address' -split ':'", ["Lastname", "FirstName", "Address"]),
        ("-split 'red yellow blue green'; -split ' a   b '", ["red", "yellow", "blue", "green", "a", "b"]),
        ("-split ('1 2', 'a b'); ('1 2', 'a b') -split ' '", ["1", "2", "a", "b", "1", "2", "a", "b"]),
        ("'a,b,c,d' -split ',', 2; 'a,b' -split ',', 0; 'a,b' -split ',', 1", ["a", "b,c,d", "a", "b", "a,b"]),
        ("'a,b,c,d' -split ',', -2", ["a,b,c", "d"]),
        ("'Lastname:FirstName' -split '(:)'", ["Lastname", ":", "FirstName"]),
        ("'aXbxc' -split 'x'; 'aXbxc' -csplit 'x'", ["a", "b", "c", "aXb", "c"]),
        ("'This.is.a.test' -split '\\.'; 'a.b' -split '.', 0, 'SimpleMatch'", ["This", "is", "a", "test", "a", "b"]),
        ("'a,b;c' -split '[,;]'; ('a.b' -split '.').Count; 'a,,b' -split ','", ["a", "b", "c", 4, "a", "", "b"]),
        ("'a1b2c' -split { $_ -eq '1' -or $_ -eq '2' }", ["a", "b", "c"]),
        ("$a, $b = 'key=value' -split '='; $b", ["value"]),
    ],
    "about_Throw": [
        ("try { throw 'This is an error.' } catch { \"$_\" }", ["This is an error."]),
        ("try { throw 'a' } catch { $_.Exception.Message; $_.ToString() }", ["a", "a"]),
        ('try { throw } catch { "$_" }', ["ScriptHalted"]),
    ],
    "about_Try_Catch_Finally": [
        ("try { 'a'; 1 / 0; 'b' } catch { 'caught' } finally { 'end' }", ["a", "caught", "end"]),
        ("try { 'a' } catch { 'caught' }; try { 'b' } finally { 'end' }", ["a", "b", "end"]),
        ("try { try { throw 'x' } finally { 'inner' } } catch { \"$_\" }", ["inner", "x"]),
        ("try { try { throw 'x' } catch { throw 'y' } } catch { \"$_\" }", ["y"]),
        ("$a = try { 1 / 0 } catch { 'none' }; $a", ["none"]),
        ("foreach ($i in 1..3) { try { if ($i -eq 2) { throw 'x' }; $i } catch { continue } }", [1, 3]),
        ("try { [int]'abc' } catch { 'no number' }", ["no number"]),
    ],
    "about_Type_Conversion": [
        ("[int]2.5; [int]3.5; [int]-2.5; [int](7 / 2); [int]2.6", [2, 4, -2, 4, 3]),
        ("[int]'42'; [int]'0x10'; [int]' 7 '; [int]'1.6'; [int]$true", [42, 16, 7, 2, 1]),
        ("[string]$null; [bool]$null", ["", False]),
        ("[double]'1.5'; [double]2; [double]'1e3'", [1.5, 2.0, 1000.0]),
        ("[string]1.0; [string]1.5; [string]$true; [string](1, 2, 3)", ["1", "1.5", "True", "1 2 3"]),
        ("[int[]]('1', '2'); [string[]](1, 2)", [1, 2, "1", "2"]),
        ("@([array]1).Count; [string]12 + 3", [1, "123"]),
        ("([datetime]'2026-01-31').Year; ([datetime]'2026-01-31 13:05').Minute", [2026, 5]),
        ("([PSCustomObject]@{ a = 1 }).a; ([PSCustomObject]@{ b = 1; a = 2 } | Get-Member).Count", [1, 2]),
    ],
    "about_Variables": [
        ("$MyVariable = 1; $myvariable; $null -eq $undefined", [1, True]),
        ("$a = 1, 2; $b = $a; $a += 3; $b.Count", [2]),
        ("$env:NAME = 5; $env:NAME + 1; $ENV:name", ["51", "5"]),
        ("$script:x = 1; $x; $global:y = 2; $y", [1, 2]),
    ],
    "about_Methods": [
        ("'abc'.ToUpper(); 'ABC'.ToLower(); ' a '.Trim(); 'xax'.Trim('x')", ["ABC", "abc", "a", "a"]),
        ("'abc'.Substring(1); 'abc'.Substring(0, 2); 'abc'.Remove(1); 'abc'.Remove(1, 1)", ["bc", "ab", "a", "ac"]),
        (
            "'abc'.Contains('b'); 'abc'.Contains('B'); 'abc'.StartsWith('A'); 'abc'.EndsWith('c')",
            [True, False, False, True],
        ),
        ("'abab'.IndexOf('b'); 'abab'.LastIndexOf('b'); 'abc'.IndexOf('z'); 'abc'.Insert(1, 'x')", [1, 3, -1, "axbc"]),
        (
            "'7'.PadLeft(3, '0'); 'a'.PadRight(3) + '|'; 'aXa'.Replace('a', 'b'); 'a'.Replace('A', 'b')",
            ["007", "a  |", "bXb", "a"],
        ),
        ("'a,b'.Split(','); 'a--b'.Split('--'); 'a b'.Split(); 'a,b;c'.Split(',', ';')", [*"ab", *"ab", *"ab", *"abc"]),
        ("(5).ToString('D3'); (1.5).ToString(); 'a'.ToString(); $true.ToString()", ["005", "1.5", "a", "True"]),
        ("'abc'.ToCharArray(); 'a'.Equals('a'); 'a'.Equals('A')", ["a", "b", "c", True, False]),
        ("([datetime]'2026-01-31').AddMonths(1).ToString('yyyy-MM-dd')", ["2026-02-28"]),
        ("([datetime]'2026-01-31').AddDays(1).Day; ([datetime]'2026-01-31').DayOfWeek", [1, "Saturday"]),
        ("(([datetime]'2026-02-01') - ([datetime]'2026-01-01')).Days", [31]),
        ("[datetime]'2026-01-01' -lt '2026-02-01'; '2026-02-01' -gt [datetime]'2026-01-01'", [True, True]),
    ],
    "Everything you wanted to know about $null": [
        ("$null -eq 0; 0 -eq $null; '' -eq $null; $null -ne 1; $null -eq $null", [False, False, False, True, True]),
        ('$null.Count; $null -eq $null.Name; "<$null>"', [0, True, "<>"]),
        ("(1, $null, 2 -ne $null).Count; @(1, $null -eq $null).Count", [2, 1]),
        ("$null -gt 0; $null -lt 0; 1 -gt $null; -1 -gt $null; '' -gt $null", [False, True, True, False, True]),
    ],
}

DIFFERENCES: list[tuple[str, list[object], str, str]] = [
    ("9223372036854775807 + 1", [2**63], "9.22337203685478E+18", "whole numbers stay exact, whatever their size"),
    ('"$(@{ a = 1 })"', ["@{a=1}"], "System.Collections.Hashtable", "a type's name tells nobody anything"),
    ("@{ z = 1; a = 2 }.Keys", ["z", "a"], "a z", "hashtables keep the order they were written in"),
    ("@{ 1 = 'one' }.Keys", ["1"], "1, a number", "keys are texts, as they are in JSON"),
    ("([ordered]@{ a = 5 })[0]", [], "5", "keys are texts, and there is none '0'"),
    ("@($undefined).Count", [0], "1", "nothing is not one thing: Remove-… @($typo) must not run"),
    ("$undefined | ForEach-Object { 'once' }", [], "once", "nothing is not one thing"),
    ("\"$([datetime]'2026-01-31')\"", ["2026-01-31 00:00:00"], "01/31/2026 00:00:00", "one order, whatever the locale"),
    ("'{0:d}' -f [datetime]'2026-01-31'", ["2026-01-31"], "1/31/2026", "one order, whatever the locale"),
    ('$n = 1; "$n: $n?"', ["1: 1?"], "an error", "what people mean by it"),
    ("!1", [], "False", "'!' before anything but $ and ( runs a program of the system"),
    ("'abc'[0].Length", [1], "nothing: [char] has no Length", "there are no characters, only texts"),
]
"""Text, what it gives here, what it gives in PowerShell, and why that is so."""

CASES = [pytest.param(text, output, id=f"{page}: {text}") for page, rows in PAGES.items() for text, output in rows]


@pytest.mark.parametrize(("text", "output"), CASES)
def test_it_gives_what_the_page_says(shell: Any, text: str, output: list[object]) -> None:
    assert repr(shell(text)) == repr(output)


@pytest.mark.parametrize(("text", "output", "powershell", "reason"), DIFFERENCES)
def test_where_it_differs_that_is_on_purpose(
    shell: Any, text: str, output: list[object], powershell: str, reason: str
) -> None:
    assert repr(shell(text)) == repr(output), f"PowerShell: {powershell}; {reason}"


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("$a = $b = 7; $a; $b", [7, 7]),
        ("($a = 5); $a", [5, 5]),
        ("if (($n = 3) -gt 2) { $n }", [3]),
        ("& { 6 }", [6]),
        ("[int]$null; [int]''", [0, 0]),
    ],
)
@pytest.mark.xfail(strict=False, reason="the interpreter gives something else")
def test_it_will_give_what_powershell_gives(shell: Any, text: str, output: list[object]) -> None:
    assert repr(shell(text)) == repr(output)
