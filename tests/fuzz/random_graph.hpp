// SPDX-License-Identifier: BSD-3-Clause
/// Random cells as run-time data: the table that make_graph would make of their equations, without types to compile.
#pragma once

#include <algorithm>
#include <numeric>
#include <vector>

#include <xrnn/language/rules.hpp>

#include "drawn_expressions.hpp"
#include "graph_text.hpp"

namespace tests
{

/// Draws a cell of so many equations and nodes.
template <std::size_t Equations, std::size_t Nodes>
class graph_drawer : expression_drawer<Equations, Nodes>
{
    using base = expression_drawer<Equations, Nodes>;
    using base::add;
    using base::add_symbol;
    using base::all_widths_;
    using base::any_width;
    using base::below;
    using base::chance;
    using base::count_;
    using base::draw_expression;
    using base::equation_;
    using base::g_;
    using base::held_;
    using base::input_;
    using base::is_once;
    using base::is_once_;
    using base::left_sides_;
    using base::memory_;
    using base::of_numbers_;
    using base::once_;
    using base::over_;
    using base::parameters_;
    using base::random_;
    using base::read;
    using base::readable;
    using base::wants_positions_;
    using base::widths_;
    using base::with_held_;
    using base::with_memory_;

public:
    using typename base::graph_type;

    /// Widths are taken from `widths`; the input has `input_width`, or one of them.
    explicit graph_drawer(
        random_source& random, const std::vector<std::size_t>& widths = {1, 2, 3, 4, 5}, std::size_t input_width = 0)
        : base(random, widths)
        , input_width_(input_width)
    {
    }

    /// A cell that keeps the rules. It may read a second input, which is held, and it reads a memory if it has one.
    graph_type draw(bool with_held = false, bool with_memory = false)
    {
        with_held_ = with_held;
        with_memory_ = with_memory;
        do
        {
            draw_any();
        } while (check(g_).what != breach::nothing);
        return g_;
    }

private:
    /// What an equation computes.
    enum class computes
    {
        values,
        rows_of_positions,
        numbers_of_positions,
        attention
    };

    void draw_any()
    {
        g_ = {};
        count_ = 0;
        parameters_ = 0;
        widths_.resize(1 + below(3));
        std::generate(widths_.begin(), widths_.end(), [&] { return all_widths_[below(all_widths_.size())]; });
        widths_[0] = input_width_ > 0 ? input_width_ : widths_[0];
        input_ = {symbol_kind::input, "x", 0, widths_[0], none, hash_of("x")};
        held_ = {symbol_kind::held, "g", 0, any_width(), none, hash_of("g")};
        kinds_.fill(computes::values);
        if (with_memory_)
        {
            memory_ = {symbol_kind::memory, "M", 0, any_width(), none, hash_of("M")};
            memory_.has_positions = true;
            draw_kinds();
        }
        const std::array<std::size_t, Equations> sizes = draw_sizes();
        for (std::size_t k = 0; k < Equations; ++k)
        {
            left_sides_[k] = draw_left_side(k);
        }
        for (equation_ = 0; equation_ < Equations; ++equation_)
        {
            graph_equation& e = g_.equations[equation_];
            e.first = count_;
            draw_right_side(e, left_sides_[equation_], sizes[equation_]);
            e.symbol = add_symbol(left_sides_[equation_]);
            g_.symbols[e.symbol].equation = equation_;
            is_once_[equation_] = runs_once(e);
        }
        mark_shared(g_);
        hide_numbers(g_, random_);
    }

    /// Whether an equation that has been drawn gives the same at every step.
    bool runs_once(const graph_equation& e) const
    {
        const graph_symbol& left = left_sides_[equation_];
        bool reads_once = false;
        for (std::size_t n = e.first; n <= e.root; ++n)
        {
            const graph_node& x = g_.nodes[n];
            const symbol_kind kind = x.symbol == none ? symbol_kind::scalar : g_.symbols[x.symbol].kind;
            const bool depends = kind != symbol_kind::scalar && kind != symbol_kind::parameter;
            if (depends && !is_once(g_.symbols[x.symbol]))
            {
                return false;
            }
            reads_once = reads_once || depends;
        }
        return reads_once && left.kind == symbol_kind::value && (!left.is_number || left.has_positions);
    }

    /// With a memory: something of each position first, and a number of each position before the last equation, which has
    /// no positions.
    void draw_kinds()
    {
        bool numbers = false;
        for (std::size_t k = 0; k < Equations; ++k)
        {
            const std::size_t what = below(100);
            const bool last = k + 1 == Equations;
            kinds_[k] = k + 2 == Equations && !numbers ? computes::numbers_of_positions
                : k == 0             ? (what < 50 ? computes::rows_of_positions : computes::numbers_of_positions)
                : what < 40          ? (numbers ? computes::attention : computes::values)
                : what < 58 && !last ? computes::rows_of_positions
                : what < 80 && !last ? computes::numbers_of_positions
                                     : computes::values;
            numbers = numbers || kinds_[k] == computes::numbers_of_positions;
        }
    }

    /// How many nodes each equation has. Those of attend are three.
    std::array<std::size_t, Equations> draw_sizes()
    {
        std::array<std::size_t, Equations> sizes{};
        std::transform(kinds_.begin(), kinds_.end(), sizes.begin(), [](computes what) -> std::size_t {
            return what == computes::attention ? 3 : what == computes::numbers_of_positions ? 2 : 1;
        });
        for (std::size_t rest = Nodes - std::accumulate(sizes.begin(), sizes.end(), std::size_t(0)); rest > 0;)
        {
            const std::size_t k = below(Equations);
            const bool takes = kinds_[k] != computes::attention;
            sizes[k] += takes;
            rest -= takes;
        }
        return sizes;
    }

    graph_symbol draw_left_side(std::size_t k)
    {
        if (kinds_[k] == computes::rows_of_positions || kinds_[k] == computes::numbers_of_positions)
        {
            const bool rows = kinds_[k] == computes::rows_of_positions;
            const std::string_view name = numbered(rows ? 'K' : 'e', k);
            graph_symbol left{symbol_kind::value, name, 0, rows ? any_width() : 1, none, hash_of(name)};
            left.is_number = !rows;
            left.has_positions = true;
            return left;
        }
        const bool state = chance(50);
        const std::string_view name = numbered(state ? 'h' : 'v', k);
        graph_symbol left{state ? symbol_kind::state : symbol_kind::value, name, 0, any_width(), none, hash_of(name)};
        if (kinds_[k] == computes::attention)
        {
            const std::size_t from = below(k + 1);
            left.width =
                from < k && kinds_[from] == computes::rows_of_positions ? left_sides_[from].width : memory_.width;
        }
        else if (chance(with_memory_ ? 45 : 25))
        {
            left.width = 1;
            left.is_number = true;
        }
        return left;
    }

    /// Whether what is drawn next could run over positions: there are numbers of them to read.
    bool may_run_over_positions()
    {
        over_ = visits::positions;
        return !readable([](const graph_symbol& s) { return s.is_number && s.has_positions; }).empty();
    }

    /// What an expression runs over that is drawn next, and whether it holds numbers only.
    void start_expression(graph_equation& e, visits over, std::size_t sweep, bool of_numbers)
    {
        e.over = over;
        e.sweep = sweep;
        over_ = over;
        of_numbers_ = of_numbers;
        wants_positions_ = over != visits::columns;
    }

    void draw_right_side(graph_equation& e, const graph_symbol& left, std::size_t size)
    {
        once_ = false;
        switch (kinds_[equation_])
        {
        case computes::values: return draw_value(e, left, size);
        case computes::attention: return draw_attention(e, left.width);
        case computes::rows_of_positions:
            once_ = true;
            start_expression(e, visits::every_position, left.width, false);
            e.root = draw_expression(left.width, size);
            return;
        case computes::numbers_of_positions:
            once_ = chance(15);
            if (may_run_over_positions() && chance(40))
            {
                start_expression(e, visits::positions, 0, true);
                e.root = draw_expression(1, size);
                return;
            }
            draw_reduction(e, visits::every_position, size);
        }
    }

    /// A row of rows, a number reduced from a row or over positions, or a number of numbers.
    void draw_value(graph_equation& e, const graph_symbol& left, std::size_t size)
    {
        const bool may_reduce = left.is_number && size > 1;
        if (may_reduce && with_memory_ && may_run_over_positions() && chance(70))
        {
            draw_reduction(e, visits::positions, size);
        }
        else if (may_reduce && chance(65))
        {
            draw_reduction(e, visits::columns, size);
        }
        else
        {
            start_expression(e, visits::columns, left.width, left.is_number);
            e.root = draw_expression(left.width, size);
        }
    }

    void draw_reduction(graph_equation& e, visits over, std::size_t size)
    {
        const reduction_entry& reduction = reductions_of_rows[below(reductions_of_rows.size())];
        const bool of_numbers = over == visits::positions;
        start_expression(e, over, of_numbers ? 0 : any_width(), of_numbers);
        graph_node node;
        node.kind = node_kind::reduced;
        node.left = draw_expression(of_numbers ? 1 : e.sweep, size - 1);
        node.function = reduction.name;
        node.df_reads = reduction.df_reads;
        node.takes_one_element = reduction.takes_one_element;
        e.root = add(node);
    }

    void draw_attention(graph_equation& e, std::size_t width)
    {
        start_expression(e, visits::sum_over_positions, width, false);
        const auto draw_operand = [&](bool is_number) {
            graph_node leaf;
            read(leaf, readable([&](const graph_symbol& s) {
                return s.is_number == is_number && (is_number || s.width == width);
            }));
            return add(leaf);
        };
        graph_node node;
        node.kind = node_kind::attended;
        node.left = draw_operand(true);
        node.right = draw_operand(false);
        node.function = "attend";
        e.root = add(node);
    }

    std::size_t input_width_;
    std::array<computes, Equations> kinds_{};
};

} // namespace tests
