// SPDX-License-Identifier: BSD-3-Clause
/// The gradients of a cell's parameters, from the adjoints of a whole window. Every number is set by one thread.
#pragma once

#include "walk.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

/// Deals out work in pieces, so that every thread gets about the same, and pieces that follow each other.
class dealt_work
{
public:
    dealt_work(const team_member& member, std::size_t total)
        : member_(member)
        , total_(total)
    {
    }

    /// This thread's part of the next pieces, which cost the same each: those whose middle lies in its part of all work.
    range next(std::size_t pieces, std::size_t cost_of_piece)
    {
        const auto pieces_before = [&](std::size_t thread) {
            const std::size_t limit = total_ * thread / member_.threads;
            const std::size_t reach = limit + cost_of_piece / 2;
            return reach <= done_ ? 0 : std::min(pieces, (reach - done_) / cost_of_piece);
        };
        const range own{pieces_before(member_.number), pieces_before(member_.number + 1)};
        done_ += pieces * cost_of_piece;
        return own;
    }

private:
    team_member member_;
    std::size_t total_;
    std::size_t done_ = 0;
};

template <class Cell, class Pass, class Products>
struct cell_gradients : walk<Cell, Pass>
{
    using base = walk<Cell, Pass>;
    using typename base::places_type;
    using typename base::some_rows;
    using typename base::T;
    static constexpr const auto& p = plan_of<Cell>;

    static void run(const Pass& in, T* gradients)
    {
        dealt_work work(in.member, total_cost());
        each_index<p.dots.size()>([&]<std::size_t D>() {
            if constexpr (first_use(D) == D)
            {
                constexpr std::size_t panels = Products::template panel_count<T>(p.sums[p.dots[D].sum].width);
                of_weight<D>(in, work.next(panels, cost_of(D) / panels), gradients);
            }
        });
        each_index<p.parameters.size()>([&]<std::size_t I>() {
            if constexpr (is_vector(I))
            {
                if (work.next(1, p.parameters[I].size).size() > 0)
                {
                    of_vector<I>(in, gradients + p.parameters[I].offset);
                }
            }
        });
    }

private:
    static constexpr bool is_vector(std::size_t parameter)
    {
        return p.parameters[parameter].bias_of != none || p.parameters[parameter].partial.exists();
    }

    /// The first dot with the same weight: all of them are in the plan's list of dots.
    static constexpr std::size_t first_use(std::size_t dot)
    {
        std::size_t first = 0;
        while (p.dots[first].weight != p.dots[dot].weight)
        {
            ++first;
        }
        return first;
    }

    static constexpr std::size_t cost_of(std::size_t first)
    {
        std::size_t uses = 0;
        for (std::size_t d = first; d < p.dots.size(); ++d)
        {
            uses += first_use(d) == first;
        }
        return uses * p.products[p.dots[first].product].width * p.sums[p.dots[first].sum].width;
    }

    static constexpr std::size_t total_cost()
    {
        std::size_t cost = 1;
        for (std::size_t d = 0; d < p.dots.size(); ++d)
        {
            cost += first_use(d) == d ? cost_of(d) : 0;
        }
        for (std::size_t i = 0; i < p.parameters.size(); ++i)
        {
            cost += is_vector(i) ? p.parameters[i].size : 0;
        }
        return cost;
    }

    template <std::size_t Sum>
    static some_rows rows_of_sum(const Pass& in)
    {
        if constexpr (p.sums[Sum].of_positions)
        {
            return base::all_positions(in);
        }
        else
        {
            const std::size_t rows = p.sums[Sum].once ? in.rows : in.all_rows();
            return {in.at(0, 0), rows, rows};
        }
    }

    /// Some panels of a weight's gradient: the sum over all dots with that weight.
    template <std::size_t First>
    static void of_weight(const Pass& in, range panels, T* gradients)
    {
        each_index<p.dots.size()>([&]<std::size_t D>() {
            if constexpr (first_use(D) == First)
            {
                constexpr plan_dot dot = p.dots[D];
                constexpr plan_sum sum = p.sums[dot.sum];
                T* gradient = gradients + p.parameter_of(dot.weight).offset;
                write how = D == First ? write::set : write::add;
                const auto add_part = [&](const some_rows& part) {
                    of_rows<dot.product, sum.adjoint, sum.width>(in, part, panels, gradient, how);
                    how = write::add;
                };
                base::template each_part_in_parallel<dot.product>(in, rows_of_sum<dot.sum>(in), add_part);
            }
        });
    }

    /// The part of some rows in some panels of a weight's gradient.
    template <std::size_t Product, place Adjoint, std::size_t Width>
    static void of_rows(const Pass& in, const some_rows& rows, range panels, T* gradient, write how)
    {
        constexpr std::size_t k = p.products[Product].width;
        constexpr std::size_t stride = places_type::template stride<Adjoint>;
        const feed<T> a = base::template operand<Product>(in, rows.first);
        const T* adjoint = base::places(in).template row<Adjoint>(rows.first);
        if (a.ids == nullptr)
        {
            Products::template weight_gradient<T, k, Width>(
                panels, rows.count, a.dense, a.stride, adjoint, stride, gradient, how);
        }
        else
        {
            constexpr std::size_t count = Products::template panel_count<T>(Width);
            scatter<k, Width>({panels.begin * Width / count, panels.end * Width / count}, a.ids, rows.count, adjoint,
                stride, gradient, how);
        }
    }

    /// The gradient of weights that ids have chosen rows of, in these columns.
    template <std::size_t K, std::size_t Width>
    static void scatter(
        range columns, const id* ids, std::size_t rows, const T* adjoint, std::size_t stride, T* w, write how)
    {
        for (std::size_t i = 0; how == write::set && i < K; ++i)
        {
            std::fill(w + i * Width + columns.begin, w + i * Width + columns.end, T(0));
        }
        for (std::size_t i = 0; i < rows; ++i)
        {
            const T* from = adjoint + i * stride;
            T* to = w + ids[i] * Width;
            for (std::size_t j = columns.begin; j < columns.end; ++j)
            {
                to[j] += from[j];
            }
        }
    }

    template <std::size_t I>
    static void of_vector(const Pass& in, T* gradient)
    {
        constexpr plan_parameter parameter = p.parameters[I];
        constexpr bool is_bias = parameter.bias_of != none;
        constexpr std::size_t sum = is_bias ? parameter.bias_of : 0;
        constexpr place where = is_bias ? p.sums[sum].adjoint : parameter.partial;
        const std::size_t rows = is_bias ? rows_of_sum<sum>(in).count : in.rows;
        add_rows<parameter.size>(
            rows, base::places(in).template row<where>(window_row()), places_type::template stride<where>, gradient);
    }

    /// to [Width] = the sum of the rows, in blocks, so that rounding errors stay small in long windows.
    template <std::size_t Width>
    static void add_rows(std::size_t rows, const T* from, std::size_t stride, T* to)
    {
        constexpr std::size_t block_rows = 64;
        constexpr std::size_t block_columns = 64;
        std::fill_n(to, Width, T(0));
        for (std::size_t j = 0; j < Width; j += block_columns)
        {
            const std::size_t count = std::min(block_columns, Width - j);
            for (std::size_t r = 0; r < rows; r += block_rows)
            {
                std::array<T, block_columns> sum{};
                for (std::size_t i = r; i < std::min(rows, r + block_rows); ++i)
                {
                    for (std::size_t c = 0; c < count; ++c)
                    {
                        sum[c] += from[i * stride + j + c];
                    }
                }
                for (std::size_t c = 0; c < count; ++c)
                {
                    to[j + c] += sum[c];
                }
            }
        }
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
