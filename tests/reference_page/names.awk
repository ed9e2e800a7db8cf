# SPDX-License-Identifier: BSD-3-Clause
# awk -f names.awk HEADER...: prints what the headers declare for users, one name a line, without "xrnn::": model, and
# model.step for its member, losses::squared_error and losses::squared_error.f.
#
# That is every name at namespace level and every public member in namespace xrnn and the namespaces in it, except in
# `detail` and in `error` (whose names are the sentences of compile errors). Constructors, operators, friends and deleted
# functions are left out: a class's entry has its constructors, and operators are described by how they are used.
#
# It reads declarations and skips bodies. It relies on the project's style: one declarator a declaration, and braces that
# are not hidden in macros.

# The tokens of a header go into token[1..count]; strings and characters become one token.
function tokenise(line)
{
    while (line != "")
    {
        if (in_comment)
        {
            if (!match(line, /\*\//))
                return
            line = substr(line, RSTART + 2)
            in_comment = 0
        }
        else if (match(line, /^[ \t]+/))
            line = substr(line, RLENGTH + 1)
        else if (line ~ /^\/\//)
            return
        else if (line ~ /^\/\*/)
        {
            in_comment = 1
            line = substr(line, 3)
        }
        else if (match(line, /^"([^"\\]|\\.)*"/) || match(line, /^'([^'\\]|\\.)+'/))
        {
            token[++count] = "\"\""
            line = substr(line, RLENGTH + 1)
        }
        else if (match(line, /^[A-Za-z_0-9]+/) || match(line, /^(::|->|\[\[|\]\]|<=|>=|==|!=|&&|\|\||\.\.\.)/) || match(line, /^./))
        {
            token[++count] = substr(line, 1, RLENGTH)
            line = substr(line, RLENGTH + 1)
        }
    }
}

# The index after the bracket that closes the one at i.
function after_group(i,    depth)
{
    depth = 0
    do
    {
        if (token[i] ~ /^([({[]|\[\[)$/)
            ++depth
        if (token[i] ~ /^([])}]|\]\])$/)
            --depth
        ++i
    } while (depth > 0 && i <= count)
    return i
}

# The index after the > that closes the < at i.
function after_angles(i,    depth)
{
    depth = 0
    while (i <= count)
    {
        if (token[i] == "(" || token[i] == "{" || token[i] == "[")
        {
            i = after_group(i)
            continue
        }
        depth += (token[i] == "<") - (token[i] == ">")
        ++i
        if (depth == 0)
            return i
    }
    return i
}

function is_identifier(t)
{
    return t ~ /^[A-Za-z_]/ && t !~ /^(const|constexpr|static|inline|auto|noexcept|default|delete|override|final)$/
}

# Takes one declaration from token i on and prints its name; goes into namespaces, public parts of classes and
# enumerations. Returns the index after it. `inside` is the qualified name of the scope, `class_name` the class's own name.
function declaration(i, inside, class_name, hidden,    name, is_function, name_is_final, inner, skip)
{
    name = ""
    is_function = name_is_final = skip = 0
    while (i <= count)
    {
        if (token[i] == ";")
        {
            report(name, inside, class_name, hidden || skip)
            return i + 1
        }
        if (token[i] == "template" && token[i + 1] == "<")
            i = after_angles(i + 1)
        else if (token[i] == "namespace")
            return namespace_scope(i, inside, hidden)
        else if (token[i] == "enum")
            return enumeration(i, inside, hidden || skip)
        else if ((token[i] == "struct" || token[i] == "class" || token[i] == "union") && !is_function && !name_is_final)
            return class_scope(i, inside, hidden || skip)
        else if (token[i] ~ /^(friend|static_assert)$/)
        {
            skip = 1
            ++i
        }
        else if (token[i] ~ /^(using|concept)$/ && !is_function)
        {
            name = token[i + 1]
            name_is_final = 1
            skip = skip || token[i + 2] != "="
            i += 2
        }
        else if (token[i] == "operator")
        {
            skip = is_function = name_is_final = 1
            i += token[i + 1] == "(" ? 3 : 2
            while (token[i] != "(")
                ++i
        }
        else if (token[i] ~ /^(requires|decltype|alignas|explicit|noexcept|sizeof)$/)
        {
            inner = token[i] == "requires"
            ++i
            if (token[i] == "(")
                i = after_group(i)
            if (inner && token[i] == "{") # a requires-expression
                i = after_group(i)
        }
        else if (token[i] == "<" && is_identifier(token[i - 1]))
            i = after_angles(i)
        else if (token[i] == "(" || token[i] == "[" || token[i] == "[[")
        {
            if (token[i] == "(" && !name_is_final && name != "")
                is_function = name_is_final = 1
            i = after_group(i)
        }
        else if (token[i] == "=")
        {
            name_is_final = 1
            skip = skip || token[i + 1] == "delete"
            while (i <= count && token[i] != ";")
                i = token[i] ~ /^[({[]$/ ? after_group(i) : i + 1
        }
        else if (token[i] == "{")
        {
            name_is_final = 1
            i = after_group(i)
            if (token[i] !~ /^[,{;]$/) # not a brace in a list of initialisers, nor the whole initialiser
            {
                report(name, inside, class_name, hidden || skip)
                return i
            }
        }
        else
        {
            if (token[i] == "~")
                skip = 1
            if (!name_is_final && is_identifier(token[i]))
                name = token[i]
            ++i
        }
    }
    return i
}

function report(name, inside, class_name, hidden)
{
    if (!hidden && name != "" && name != class_name)
        print inside name
}

# The name of an inline namespace is part of no other name.
function namespace_scope(i, inside, hidden)
{
    for (++i; token[i] != "{"; ++i)
    {
        if (token[i] ~ /^(detail|error)$/)
            hidden = 1
        if (token[i] !~ /^(::|xrnn|inline)$/ && token[i - 1] != "inline" && token[i - 2] != "inline")
            inside = inside token[i] "::"
    }
    for (++i; i <= count && token[i] != "}";)
        i = declaration(i, inside, "", hidden)
    return i + 1
}

function class_scope(i, inside, hidden,    keyword, name, members_hidden)
{
    keyword = token[i++]
    while (token[i] == "[[" || token[i] == "alignas")
        i = after_group(token[i] == "[[" ? i : i + 1)
    name = token[i]
    while (token[i] != "{" && token[i] != ";")
        i = token[i] == "<" ? after_angles(i) : i + 1
    report(name, inside, "", hidden)
    if (token[i] == ";")
        return i + 1
    members_hidden = keyword == "class"
    for (++i; i <= count && token[i] != "}";)
    {
        if (token[i] ~ /^(public|private|protected)$/ && token[i + 1] == ":")
        {
            members_hidden = token[i] != "public"
            i += 2
        }
        else
            i = declaration(i, inside name ".", name, hidden || members_hidden)
    }
    return i + 2 # the semicolon too
}

function enumeration(i, inside, hidden,    name)
{
    ++i
    if (token[i] == "class")
        ++i
    name = token[i]
    while (token[i] != "{" && token[i] != ";")
        ++i
    report(name, inside, "", hidden)
    if (token[i] == ";")
        return i + 1
    for (++i; token[i] != "}";)
    {
        report(token[i], inside name ".", "", hidden)
        while (token[i] != "," && token[i] != "}")
            i = token[i] ~ /^[({]$/ ? after_group(i) : i + 1
        if (token[i] == ",")
            ++i
    }
    return i + 2
}

function finish_header(    i)
{
    for (i = 1; i <= count;)
        i = token[i] == "namespace" || token[i] == "inline" ? declaration(i, "", "", 0) : i + 1
    count = 0
}

FNR == 1 { finish_header() }

/^[ \t]*#/ {
    if ($0 ~ /^#define XRNN_/)
        print $2
    continued = /\\$/
    next
}
continued {
    continued = /\\$/
    next
}
{ tokenise($0) }

END { finish_header() }
