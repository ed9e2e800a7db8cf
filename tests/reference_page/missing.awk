# SPDX-License-Identifier: BSD-3-Clause
# awk -f missing.awk NAMES PAGE: prints each of NAMES (what names.awk printed) that the page has no entry for, and each
# entry of the page that is not among NAMES. Silent if there are none.
#
# An entry is a name that backticks begin with, in a heading or in the first cell of a table; but not in a table whose head
# begins with "member", nor under the heading "Conventions". The members of a class whose entry is a heading must be in the
# first cells of such a table of its section, if it has one. Those of a class whose entry is a row must stand in backticks or
# in a code block: in that row, in the row of a class that it names, or in the section outside of rows that are entries.

# The words of the text, with a space around each.
function words(text)
{
    gsub(/[^A-Za-z_0-9]+/, " ", text)
    return " " text " "
}

# What stands in backticks in a line.
function code(line,    all)
{
    all = ""
    while (match(line, /`[^`]*`/))
    {
        all = all " " substr(line, RSTART + 1, RLENGTH - 2)
        line = substr(line, RSTART + RLENGTH)
    }
    return all
}

# The names that the backticks of a piece of text begin with, with a space around each.
function leading_names(text,    all, span)
{
    all = " "
    while (match(text, /`[^`]*`/))
    {
        span = substr(text, RSTART + 1, RLENGTH - 2)
        text = substr(text, RSTART + RLENGTH)
        match(span, /^[A-Za-z_0-9:]*/)
        if (RLENGTH > 0 && substr(span, RLENGTH + 1, 1) ~ /^[<({]?$/)
            all = all substr(span, 1, RLENGTH) " "
    }
    return all
}

function add_entries(text, row,    named, count, i)
{
    count = split(leading_names(text), named, " ")
    for (i = 1; i <= count; ++i)
    {
        section_of[named[i]] = section
        row_of[named[i]] = row_of[named[i]] row
    }
}

# Where the members of an entry may stand.
function room(entry,    all, named, count, i)
{
    if (row_of[entry] == "" && section_of[entry] in member_cells)
        return member_cells[section_of[entry]]
    all = row_of[entry] prose[section_of[entry]]
    count = split(row_of[entry], named, " ")
    for (i = 1; i <= count; ++i)
        if ((named[i] in section_of) && section_of[named[i]] == section_of[entry])
            all = all row_of[named[i]]
    return all
}

NR == FNR {
    is_name[$0] = 1
    next
}

/^```/ {
    in_block = !in_block
    next
}
in_block {
    prose[section] = prose[section] words($0)
    next
}
/^#/ {
    ++section
    if ($0 ~ /^##? /)
        conventions = $0 ~ /Conventions/
    if (!conventions)
        add_entries($0, "")
    in_table = 0
}
/^\|/ {
    if (!in_table)
        of_members = $0 ~ /^\| member/
    in_table = 1
    cell = substr($0, 2)
    sub(/ \|.*/, "", cell)
    if (of_members)
        member_cells[section] = member_cells[section] leading_names(cell)
    else if (!conventions)
    {
        add_entries(cell, words(code($0)))
        next
    }
}
!/^\|/ { in_table = 0 }
{ prose[section] = prose[section] words(code($0)) }

END {
    for (name in is_name)
    {
        entry = member = name
        sub(/\..*/, "", entry)
        sub(/.*\./, "", member)
        if (!(entry in section_of))
        {
            if (name == entry)
                print name " has no entry"
        }
        else if (name != entry && index(room(entry), " " member " ") == 0)
            print name " is not in the entry of " entry
    }
    for (entry in section_of)
        if (!(entry in is_name))
            print entry " has an entry, but no header declares it"
}
