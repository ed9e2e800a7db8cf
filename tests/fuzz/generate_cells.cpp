// SPDX-License-Identifier: BSD-3-Clause
/// generate_cells SEED COUNT: prints a program of so many random networks that checks itself, as check_network.hpp says.
///
/// Cells alone, in stacks, and in residual<> and highway<>, of widths that fill SIMD batches and of widths that do not.
#include <cstdio>
#include <cstdlib>

#include "plain_interpreter.hpp"

using namespace tests;

namespace
{

const std::vector<std::size_t> widths{1, 2, 3, 4, 5, 8, 9, 17};

/// A cell that has been printed.
struct printed_cell
{
    std::string name;
    std::size_t in = 0;
    std::size_t out = 0;
};

/// A part without a name is written where it is read.
template <class Graph>
const graph_node& written(const Graph& g, std::size_t n)
{
    const graph_node& x = g.nodes[n];
    const bool hidden = x.kind == node_kind::symbol && g.symbols[x.symbol].is_hidden;
    return hidden ? written(g, g.equations[g.equation_of(x.symbol)].root) : x;
}

/// Whether something that is as wide as a row stands in an expression.
template <class Graph>
bool has_row(const Graph& g, std::size_t n)
{
    const graph_node& x = g.nodes[n];
    if (x.kind == node_kind::unary || x.kind == node_kind::binary)
    {
        return has_row(g, x.left) || (x.kind == node_kind::binary && has_row(g, x.right));
    }
    return x.kind == node_kind::product
        || (x.symbol != none && !x.is_number && g.symbols[x.symbol].kind != symbol_kind::scalar);
}

/// A function of constants alone is no expression, and a row has a width.
template <class Graph>
bool is_no_program(const Graph& g)
{
    const auto is_constant = [&](std::size_t n) { return n == none || written(g, n).kind == node_kind::constant; };
    return std::any_of(g.nodes.begin(), g.nodes.end(), [&](const graph_node& n) {
        return n.kind == node_kind::reduced ? !has_row(g, n.left)
                                            : n.left != none && is_constant(n.left) && is_constant(n.right);
    });
}

/// Are its numbers neither huge nor missing, most of the time?
template <class Graph>
bool is_tame(const Graph& g, std::size_t output, random_source& random)
{
    std::size_t tame = 0;
    for (int draw = 0; draw < 8; ++draw)
    {
        const problem run = draw_problem(g, output, 4, 2, 0.6, random);
        plain_interpreter<Graph> interpreter(g, output, run);
        interpreter.run();
        tame += interpreter.largest() < 15;
    }
    return tame >= 5;
}

std::string declaration(const graph_symbol& s)
{
    const std::string name(s.name);
    const std::string width = std::to_string(s.width);
    const std::string own_width = s.is_number ? "" : ", " + width;
    const auto symbol = [&](const std::string& kind, const std::string& more) {
        return "    static constexpr xrnn::" + kind + "<\"" + name + "\"" + more + "> " + name + "{};\n";
    };
    switch (s.kind)
    {
    case symbol_kind::input: return symbol("input", ", " + width);
    case symbol_kind::held: return symbol("held", ", " + width);
    case symbol_kind::memory: return symbol("memory", ", " + width);
    case symbol_kind::state: return symbol("state", own_width);
    case symbol_kind::value: return symbol("value", own_width);
    case symbol_kind::scalar: return symbol("scalar", "");
    case symbol_kind::noise: return symbol("noise", ", " + width + ", jitter");
    case symbol_kind::parameter: break;
    }
    return symbol("parameter", (s.rows > 0 ? ", " + std::to_string(s.rows) : "") + ", " + width);
}

/// Prints a struct. If `square` is asked for, the output is as wide as the input.
template <std::size_t Equations, std::size_t Nodes>
printed_cell print_cell(const std::string& name, random_source& random, std::size_t input_width, bool square)
{
    graph_drawer<Equations, Nodes> drawer(random, widths, input_width);
    auto g = drawer.draw();
    const auto in = [&] { return g.symbols[g.find(symbol_kind::input)].width; };
    std::size_t output = Equations - 1;
    while (is_no_program(g) || g.symbol_of(g.equations[output]).is_hidden || (square && g.width_of(output) != in())
        || !is_tame(g, output, random))
    {
        g = drawer.draw();
        output = random.bits() % 2 == 0 ? Equations - 1 : random.bits() % Equations;
    }
    std::string text = "struct " + name + "\n{\n";
    for (std::size_t s = 0; s < g.symbol_count; ++s)
    {
        text += g.symbols[s].is_hidden ? "" : declaration(g.symbols[s]);
    }
    text += "\n    static constexpr auto output = " + std::string(g.symbol_of(g.equations[output]).name) + ";\n";
    text += "    static constexpr auto step = xrnn::equations(";
    for (std::size_t k = 0; k < Equations; ++k)
    {
        if (g.symbol_of(g.equations[k]).is_hidden)
        {
            continue;
        }
        text += (text.back() == '(' ? "\n        " : ",\n        ") + std::string(g.symbol_of(g.equations[k]).name)
            + " = " + expression_text(g, g.equations[k].root);
    }
    std::printf("%s);\n};\n\n", text.c_str());
    return {name, in(), g.width_of(output)};
}

printed_cell print_any_cell(
    const std::string& name, random_source& random, std::size_t input_width = 0, bool square = false)
{
    switch (random.bits() % 4)
    {
    case 0: return print_cell<2, 8>(name, random, input_width, square);
    case 1: return print_cell<3, 16>(name, random, input_width, square);
    case 2: return print_cell<4, 24>(name, random, input_width, square);
    default: return print_cell<6, 36>(name, random, input_width, square);
    }
}

/// Prints the cells of a network and returns its type.
std::string print_network(const std::string& name, random_source& random)
{
    switch (random.bits() % 8)
    {
    case 0: {
        const printed_cell first = print_any_cell(name + "_a", random);
        const printed_cell second = print_any_cell(name + "_b", random, first.out);
        return "xrnn::stack<" + first.name + ", " + second.name + ">";
    }
    case 1: return "xrnn::residual<" + print_any_cell(name, random, 0, true).name + ">";
    case 2: return "xrnn::highway<" + print_any_cell(name, random, 0, true).name + ">";
    default: return print_any_cell(name, random).name;
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 3)
    {
        std::fprintf(stderr, "usage: generate_cells SEED COUNT\n");
        return 2;
    }
    const std::uint64_t seed = std::strtoull(argv[1], nullptr, 10);
    const std::size_t count = std::strtoul(argv[2], nullptr, 10);
    random_source random(seed);
    std::printf("// Made by generate_cells %s %s.\n#include \"check_network.hpp\"\n\nusing namespace tests;\n\n",
        argv[1], argv[2]);
    std::string calls;
    for (std::size_t i = 0; i < count; ++i)
    {
        const std::string name = "cell_" + std::to_string(i);
        calls += "    all.check<" + print_network(name, random) + ">(\"" + name + "\");\n";
    }
    std::printf("int main()\n{\n    network_checks all(%s);\n%s    return all.report();\n}\n", argv[1], calls.c_str());
}
