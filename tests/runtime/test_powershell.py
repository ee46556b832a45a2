"""The operators and conversions do what PowerShell documents: a text, its output, and the page that says so."""

from __future__ import annotations

from typing import Any

import pytest

ARITHMETIC = "about_Arithmetic_Operators"
ARRAYS = "about_Arrays"
ASSIGNMENT = "about_Assignment_Operators"
BOOLEANS = "about_Booleans"
COMPARISON = "about_Comparison_Operators"
CONVERSION = "about_Type_Conversion"
FOREACH = "about_Foreach"
FORMAT = "Composite formatting (.NET)"
HASHTABLES = "about_Hash_Tables"
IF = "about_If"
JOIN = "about_Join"
LOGICAL = "about_Logical_Operators"
MEMBERS = "about_Member-Access_Enumeration"
NUMBERS = "about_Numeric_Literals"
OPERATORS = "about_Operators"
PARSING = "about_Parsing"
PRECEDENCE = "about_Operator_Precedence"
QUOTING = "about_Quoting_Rules"
REGEX = "about_Regular_Expressions"
SPLATTING = "about_Splatting"
SPLIT = "about_Split"
TRY = "about_Try_Catch_Finally"
WILDCARDS = "about_Wildcards"

ROWS: list[tuple[str, list[Any], str]] = [
    # Arithmetic
    ("1 + 2", [3], ARITHMETIC),
    ("7 / 2", [3.5], ARITHMETIC),
    ("8 / 4", [2], ARITHMETIC),
    ("7 % 3", [1], ARITHMETIC),
    ("-7 % 3", [-1], ARITHMETIC),
    ("2 * 3 + 4", [10], PRECEDENCE),
    ("2 + 3 * 4", [14], PRECEDENCE),
    ("(2 + 3) * 4", [20], PRECEDENCE),
    ("-2 + 5", [3], ARITHMETIC),
    ("'a' + 'b'", ["ab"], ARITHMETIC),
    ("'a' + 1", ["a1"], ARITHMETIC),
    ("1 + '2'", [3], ARITHMETIC),
    ("'1' + 2", ["12"], ARITHMETIC),
    ("'ab' * 3", ["ababab"], ARITHMETIC),
    ("'3' * 2", ["33"], ARITHMETIC),
    ("3 * '2'", [6], ARITHMETIC),
    ("(1, 2) + 3", [1, 2, 3], ARITHMETIC),
    ("(1, 2) + (3, 4)", [1, 2, 3, 4], ARITHMETIC),
    ("(1, 2) * 2", [1, 2, 1, 2], ARITHMETIC),
    ("$null + 1", [1], ARITHMETIC),
    ("0.1 + 0.2 -gt 0.3", [True], ARITHMETIC),
    ("1kb; 2mb", [1024, 2097152], NUMBERS),
    ("0x10", [16], NUMBERS),
    ("1e3", [1000.0], NUMBERS),
    ("@{ a = 1 } + @{ b = 2 } | % { $_.b }", [2], ARITHMETIC),
    # Comparison
    ("'abc' -eq 'ABC'", [True], COMPARISON),
    ("'abc' -ceq 'ABC'", [False], COMPARISON),
    ("'abc' -ieq 'ABC'", [True], COMPARISON),
    ("2 -eq 2.0", [True], COMPARISON),
    ("'2' -eq 2; 2 -eq '2'", [True, True], COMPARISON),
    ("'02' -eq 2", [False], COMPARISON),
    ("2 -eq '02'", [True], COMPARISON),
    ("$null -eq $null", [True], COMPARISON),
    ("$null -eq ''", [False], COMPARISON),
    ("1, 2, 3 -eq 2", [2], COMPARISON),
    ("1, 2, 3 -ne 2", [1, 3], COMPARISON),
    ("'a', 'B' -eq 'b'", ["B"], COMPARISON),
    ("5 -gt 3; 3 -ge 3; 2 -lt 1; 1 -le 1", [True, True, False, True], COMPARISON),
    ("'b' -gt 'a'", [True], COMPARISON),
    ("10 -gt '9'", [True], COMPARISON),
    ("'10' -gt 9", [False], COMPARISON),
    ("5, 6, 7 -gt 5", [6, 7], COMPARISON),
    ("'PowerShell' -like '*shell'", [True], COMPARISON),
    ("'PowerShell' -clike '*shell'", [False], COMPARISON),
    ("'PowerShell' -notlike '*bash'", [True], COMPARISON),
    ("'a', 'bb', 'b' -like 'b*'", ["bb", "b"], COMPARISON),
    ("'abc' -like 'a?c'", [True], WILDCARDS),
    ("'abc' -like '[a-c]bc'", [True], WILDCARDS),
    ("'abc' -like 'ab'", [False], WILDCARDS),
    ("'a*c' -like 'a`*c'", [True], WILDCARDS),
    ("'PowerShell' -match 'shell'", [True], COMPARISON),
    ("'PowerShell' -cmatch 'shell'", [False], COMPARISON),
    ("'bag' -notmatch 'e'", [True], COMPARISON),
    ("'Rhell', 'Chell', 'Mel' -match 'hell'", ["Rhell", "Chell"], COMPARISON),
    (r"'The last 12' -match '\d+'; $Matches[0]", [True, "12"], REGEX),
    (r"'key=value' -match '(?<k>\w+)=(?<v>\w+)'; $Matches.k; $Matches.v", [True, "key", "value"], REGEX),
    ("'book' -replace 'B', 'C'", ["Cook"], COMPARISON),
    ("'book' -creplace 'B', 'C'", ["book"], COMPARISON),
    ("'book' -replace 'o'", ["bk"], COMPARISON),
    ("'John D. Smith' -replace '(\\w+) (\\w+)\\. (\\w+)', '$1.$2.$3@x.com'", ["John.D.Smith@x.com"], COMPARISON),
    ("'a', 'b' -replace 'a', 'x'", ["x", "b"], COMPARISON),
    ("1, 2, 3 -contains 2", [True], COMPARISON),
    ("'ABC' -contains 'abc'", [True], COMPARISON),
    ("'abc', 'def' -contains 'ab'", [False], COMPARISON),
    ("1, 2 -notcontains 3", [True], COMPARISON),
    ("2 -in 1, 2, 3; 'x' -notin 'a', 'b'", [True, True], COMPARISON),
    ("'a' -ccontains 'A'", [False], COMPARISON),
    # Logic and truth
    ("$true -and $false; $true -or $false; $true -xor $true", [False, True, False], LOGICAL),
    ("-not $true; -not $false; ($x = 5)", [False, True, 5], LOGICAL),
    ("(1 -eq 1) -and -not (2 -gt 3)", [True], LOGICAL),
    ("$false -and (1 / 0)", [False], LOGICAL),
    ("$true -or (1 / 0)", [True], LOGICAL),
    ("[bool]''; [bool]'false'; [bool]0; [bool]1; [bool]$null", [False, True, False, True, False], BOOLEANS),
    ("[bool]@(); [bool]@(0); [bool]@(0, 0)", [False, False, True], BOOLEANS),
    ("if (@()) { 'yes' } else { 'no' }", ["no"], BOOLEANS),
    ("if ('0') { 'yes' } else { 'no' }", ["yes"], BOOLEANS),
    ("if (@{}) { 'yes' }", ["yes"], BOOLEANS),
    # Split and join
    ("'Lastname:FirstName:Address' -split ':'", ["Lastname", "FirstName", "Address"], SPLIT),
    ("'a b  c' -split ' '", ["a", "b", "", "c"], SPLIT),
    ("-split 'red  yellow blue'", ["red", "yellow", "blue"], SPLIT),
    ("'a,b,c,d' -split ',', 2", ["a", "b,c,d"], SPLIT),
    ("'c=1' -split '='", ["c", "1"], SPLIT),
    ("'aXbxc' -split 'x'", ["a", "b", "c"], SPLIT),
    ("'aXbxc' -csplit 'x'", ["aXb", "c"], SPLIT),
    ("'a1b2c' -split '\\d'", ["a", "b", "c"], SPLIT),
    ("'a', 'b c' -split ' '", ["a", "b", "c"], SPLIT),
    ("'a', 'b', 'c' -join '-'", ["a-b-c"], JOIN),
    ("-join ('a', 'b')", ["ab"], JOIN),
    ("1, 2, 3 -join ', '", ["1, 2, 3"], JOIN),
    ("'one' -join ','", ["one"], JOIN),
    # Ranges, arrays, indexes
    ("1..4", [1, 2, 3, 4], OPERATORS),
    ("4..1", [4, 3, 2, 1], OPERATORS),
    ("-1..1", [-1, 0, 1], OPERATORS),
    ("(1..3).Count; @().Count; @(5).Count", [3, 0, 1], ARRAYS),
    (",7 | % { $_ }", [7], OPERATORS),
    ("$a = 10, 20, 30; $a[0]; $a[-1]; $a[5]", [10, 30], ARRAYS),
    ("$a = 10, 20, 30; $a[0, 2]", [10, 30], ARRAYS),
    ("$a = 0..9; $a[1..3]; $a[-2..-1]", [1, 2, 3, 8, 9], ARRAYS),
    ("$a = 1, 2; $a += 3; $a", [1, 2, 3], ARRAYS),
    ("$a = 1, 2, 3; $a[1] = 9; $a", [1, 9, 3], ARRAYS),
    ("$a = @(1; 2); $a.Length", [2], ARRAYS),
    ("'hello'[0]; 'hello'[-1]", ["h", "o"], ARRAYS),
    ("$x = 5; $x.Count; $null.Count", [1, 0], ARRAYS),
    # Hashtables
    ("$h = @{ a = 1; b = 2 }; $h.a; $h['b']; $h.Count", [1, 2, 2], HASHTABLES),
    ("$h = @{ A = 1 }; $h.a; $h['A']", [1, 1], HASHTABLES),
    ("$h = @{}; $h.new = 5; $h['x y'] = 6; $h.new; $h['x y']", [5, 6], HASHTABLES),
    ("$h = [ordered]@{ z = 1; a = 2 }; $h.Keys; $h.Values", ["z", "a", 1, 2], HASHTABLES),
    ("$h = @{ a = 1 }; $h.ContainsKey('a'); $h.ContainsKey('b')", [True, False], HASHTABLES),
    ("$h = @{ a = @{ b = @{ c = 3 } } }; $h.a.b.c", [3], HASHTABLES),
    ("$h = @{ a = 1 }; $h.Remove('a'); $h.Count", [0], HASHTABLES),
    ("@{ a = 1 }.missing", [], HASHTABLES),
    # Members
    ("('ab', 'cde').Length", [2], MEMBERS),
    ("([PSCustomObject]@{ N = 1 }, [PSCustomObject]@{ N = 2 }).N", [1, 2], MEMBERS),
    ("'abc'.ToUpper(); ' x '.Trim(); 'a-b'.Replace('-', '+')", ["ABC", "x", "a+b"], MEMBERS),
    ("'abcdef'.Substring(2); 'abcdef'.Substring(1, 2)", ["cdef", "bc"], MEMBERS),
    ("'a,b'.Split(',')", ["a", "b"], MEMBERS),
    ("'abc'.StartsWith('a'); 'abc'.EndsWith('b'); 'abc'.Contains('b')", [True, False, True], MEMBERS),
    ("'abc'.IndexOf('c'); 'x'.PadLeft(3); 'x'.PadRight(2, '.')", [2, "  x", "x."], MEMBERS),
    # Quoting
    ("$n = 'W'; \"Hello $n!\"; 'Hello $n!'", ["Hello W!", "Hello $n!"], QUOTING),
    ('"1 + 2 = $(1 + 2)"', ["1 + 2 = 3"], QUOTING),
    ('\'It\'\'s\'; "say ""hi"""', ["It's", 'say "hi"'], QUOTING),
    ('"a`tb`nc`$d"', ["a\tb\nc$d"], QUOTING),
    ('$h = @{ k = 5 }; "v: $($h.k)"', ["v: 5"], QUOTING),
    ('$a = 1, 2; "$a"', ["1 2"], QUOTING),
    ('"${env:NOT_SET}x"; "$true $null."', ["x", "True ."], QUOTING),
    ("@'\nraw $x\n'@", ["raw $x"], QUOTING),
    ('$x = 1; @"\na $x\n"b"\n"@', ['a 1\n"b"'], QUOTING),
    # Assignment
    ("$a = $b = 3; $a; $b", [3, 3], ASSIGNMENT),
    ("$a, $b = 1, 2; $a; $b", [1, 2], ASSIGNMENT),
    ("$a, $b = 1, 2, 3; $b", [2, 3], ASSIGNMENT),
    ("$a, $b = 1; $a; $null -eq $b", [1, True], ASSIGNMENT),
    ("$n = 5; $n += 2; $n -= 1; $n *= 3; $n /= 2; $n", [9], ASSIGNMENT),
    ("$s = 'a'; $s += 'b'; $s", ["ab"], ASSIGNMENT),
    ("$n = 1; $n++; $n; $n--; $n", [2, 1], ASSIGNMENT),
    ("$n %= 3; $x = 7; $x %= 4; $x", [3], ASSIGNMENT),
    # Statements
    ("if (1 -gt 2) { 'a' } elseif (2 -gt 1) { 'b' } else { 'c' }", ["b"], IF),
    ("$r = if ($true) { 'x' }; $r", ["x"], IF),
    ("foreach ($c in 'a', 'b') { \"<$c>\" }", ["<a>", "<b>"], FOREACH),
    ("foreach ($i in 1..5) { if ($i -eq 2) { continue }; if ($i -eq 4) { break }; $i }", [1, 3], FOREACH),
    ("foreach ($x in $null) { 'never' }", [], FOREACH),
    ("foreach ($x in 7) { $x }; $x", [7, 7], FOREACH),
    ("try { throw 'x' } catch { \"caught $_\" }", ["caught x"], TRY),
    ("try { 1 } finally { 2 }", [1, 2], TRY),
    ("try { 1 / 0 } catch { $_.Exception.Message.Length -gt 0 }", [True], TRY),
    ("try { try { throw 'in' } finally { 'f' } } catch { \"out $_\" }", ["f", "out in"], TRY),
    # Pipelines and parsing
    ("1..5 | Where-Object { $_ % 2 } | ForEach-Object { $_ * 10 }", [10, 30, 50], PARSING),
    ("Write-Output a b, c", ["a", "b", "c"], PARSING),
    ("Write-Output 2+2", ["2+2"], PARSING),
    ("Write-Output (2+2)", [4], PARSING),
    ("Write-Output -- -x", ["-x"], PARSING),
    ("$p = @{ InputObject = 5 }; Write-Output @p", [5], SPLATTING),
    ("$p = 1, 2; Write-Output @p", [1, 2], SPLATTING),
    ("& 'Write-Output' hi", ["hi"], OPERATORS),
    ("(1..3 | Measure-Object -Sum).Sum", [6], PARSING),
    ("$x = 1..3 | % { $_ + 1 }; $x -join ','", ["2,3,4"], PARSING),
    # Formats
    ("'{0} {1:D3} {2:N1}' -f 'a', 7, 1234.56", ["a 007 1,234.6"], FORMAT),
    ("'{0,5}|{0,-5}|' -f 'ab'", ["   ab|ab   |"], FORMAT),
    ("'{0:P0}; {1:X}; {2:F2}' -f 0.5, 255, 1", ["50%; FF; 1.00"], FORMAT),
    ("'{{{0}}}' -f 1", ["{1}"], FORMAT),
    ("'{0:yyyy-MM-dd}' -f [datetime]'2026-11-05'", ["2026-11-05"], FORMAT),
    ("'{1} {0}' -f 'a', 'b'", ["b a"], FORMAT),
    # Conversions
    ("[int]'12'; [int]2.6; [int]2.5; [int]3.5; [int]$true", [12, 3, 2, 4, 1], CONVERSION),
    ("[double]'1.5'; [string]12; [string]$true", [1.5, "12", "True"], CONVERSION),
    ("[string]$null -eq ''", [True], CONVERSION),
    ("[string[]](1, 2)", ["1", "2"], CONVERSION),
    ("([datetime]'2026-01-31').AddDays(1).Month", [2], CONVERSION),
]

DIFFERENCES: list[tuple[str, list[Any], str]] = [
    ("'{0:P0}' -f 0.5", ["50%"], "the invariant culture writes a blank before the sign"),
    ('"$(@{ k = 5 })"', ["@{k=5}"], "the content says more than the name of a .NET class"),
]
"""Where the shell differs on purpose: what it gives, and why."""


@pytest.mark.parametrize(("text", "output", "source"), ROWS, ids=[text for text, *_ in ROWS])
def test_a_text_gives_what_powershell_gives(shell: Any, text: str, output: list[Any], source: str) -> None:
    found = shell(text)
    assert found == output
    assert [type(one) for one in found] == [type(one) for one in output]


@pytest.mark.parametrize(("text", "output", "reason"), DIFFERENCES)
def test_a_difference_is_on_purpose(shell: Any, text: str, output: list[Any], reason: str) -> None:
    assert shell(text) == output
