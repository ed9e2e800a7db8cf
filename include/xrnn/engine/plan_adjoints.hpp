// SPDX-License-Identifier: BSD-3-Clause
/// Planning, part 5: where adjoints are gathered, and where each leaf and each product sends its own.
#pragma once

#include "plan_places.hpp"

namespace xrnn::detail
{

/// Where the adjoints of an equation's left side are gathered.
enum class adjoint_kind
{
    carry, ///< through prev, from the next step of the loop
    step,  ///< from other parts of the same step of the loop
    full   ///< from another phase, for all steps
};

/// Where a reader in phase `reader`, of an equation or of its prev, adds its part of the equation's adjoint.
constexpr adjoint_kind kind_of_adjoint(phase equation, phase reader, bool of_previous)
{
    if (equation != phase::loop || reader != phase::loop)
    {
        return adjoint_kind::full;
    }
    return of_previous ? adjoint_kind::carry : adjoint_kind::step;
}

/// A sender of an adjoint: a leaf of a segment, or a product.
struct sender
{
    std::size_t symbol = none;
    bool of_previous = false;
    phase when{};
    bool some_columns = false; ///< it sends to some columns only, from this one on
    std::size_t first_column = 0;
    bool repeated = false; ///< it sends for each position of a memory, and its symbol has no positions
};

/// For each leaf that an adjoint flows into: the first node of its segment that reads the same thing.
template <class Plan>
constexpr void find_leaves(Plan& p)
{
    const auto segment_of = [&](std::size_t n) { return p.equations[p.graph.nodes[n].equation].segment; };
    const auto same = [&](std::size_t m, std::size_t n) {
        return p.graph.is_product(n) || p.graph.read_the_same(m, n);
    };
    std::array<std::size_t, decltype(p.graph.symbols){}.size()> last_of_symbol{};
    std::array<std::size_t, Plan::node_count> last_of_sum{};
    std::array<std::size_t, Plan::node_count> one_before{}; // that reads the same symbol or sum
    last_of_symbol.fill(none);
    last_of_sum.fill(none);
    for (std::size_t n = 0; n < Plan::node_count; ++n)
    {
        const node_kind kind = p.graph.nodes[n].kind;
        const bool reads = kind == node_kind::symbol || kind == node_kind::previous || kind == node_kind::product;
        if (!reads || !p.nodes[n].active || p.nodes[n].silent)
        {
            continue;
        }
        std::size_t& last =
            kind == node_kind::product ? last_of_sum[p.nodes[n].sum] : last_of_symbol[p.graph.nodes[n].symbol];
        one_before[n] = last;
        std::size_t m = last;
        while (m != none && (!same(m, n) || segment_of(m) != segment_of(n)))
        {
            m = one_before[m];
        }
        p.nodes[n].leaf = m == none ? n : p.nodes[m].leaf;
        last = n;
    }
}

/// Calls send(sender, its target) for each product and each leaf that sends an adjoint to an equation or to an input.
template <class Plan, class Send>
constexpr void each_sender(Plan& p, Send send)
{
    for (std::size_t i = 0; i < p.products.size(); ++i)
    {
        plan_product& q = p.products[i];
        const std::size_t k = p.graph.equation_of(q.symbol);
        if (k == none || q.of_previous || p.equations[k].active)
        {
            send(sender{q.symbol, q.of_previous, q.when}, q.target);
        }
    }
    for (std::size_t n = 0; n < Plan::node_count; ++n)
    {
        const graph_node& x = p.graph.nodes[n];
        const bool named = x.kind == node_kind::symbol || x.kind == node_kind::previous;
        const bool learned = named && p.graph.symbols[x.symbol].kind == symbol_kind::parameter;
        if (named && !learned && p.nodes[n].leaf == n && !p.nodes[n].local)
        {
            const bool of_previous = x.kind == node_kind::previous;
            const bool repeated = p.graph.repeats(x.equation) && !x.has_positions;
            const phase when = p.equations[x.equation].when;
            send(sender{x.symbol, of_previous, when, x.some_columns, x.first_column, repeated}, p.nodes[n].target);
        }
    }
}

/// How many senders one counts for: a place for one step that is written at every step has several, one that sends to some
/// columns cannot set them all, and one that sends for each position adds them up.
constexpr std::size_t times_sent(bool kept_for_one_step, const sender& from)
{
    return (kept_for_one_step && from.when != phase::once) || from.some_columns || from.repeated ? 2 : 1;
}

/// Says of each input whether its adjoint has a single sender, which sets it.
template <class Plan>
constexpr void count_senders_to_inputs(Plan& p)
{
    std::array<std::size_t, Plan::node_count> senders{};
    each_sender(p, [&](const sender& from, const plan_target&) {
        if (const std::size_t i = p.input_number(from.symbol); i != none)
        {
            senders[i] += times_sent(p.is_fed_once(i), from);
        }
    });
    for (std::size_t i = 0; i < p.inputs.size(); ++i)
    {
        p.inputs[i].adjoint_cleared = senders[i] != 1;
    }
}

/// Makes room for adjoints. An adjoint with a single sender, of all columns, is set by it; others are cleared and added
/// to. The full adjoint of a state is always cleared, because it has one step more than a sender writes.
template <class Plan>
constexpr void place_adjoints(Plan& p)
{
    std::array<std::array<std::size_t, 3>, Plan::equation_count> senders{};
    each_sender(p, [&](const sender& from, const plan_target&) {
        if (const std::size_t k = p.graph.equation_of(from.symbol); k != none)
        {
            const phase when = p.equations[k].when;
            senders[k][std::size_t(kind_of_adjoint(when, from.when, from.of_previous))] +=
                times_sent(when == phase::once, from);
        }
    });
    count_senders_to_inputs(p);
    std::size_t step_adjoints = none; // of numbers
    std::size_t full_adjoints = none;
    std::size_t adjoints_of_once = none;
    for (std::size_t k = 0; k < Plan::equation_count; ++k)
    {
        plan_equation& e = p.equations[k];
        const bool is_state = p.graph.is_state(k);
        const bool in_loop = e.when == phase::loop;
        const auto place_one = [&](plan_adjoint& to, adjoint_kind kind, bool wanted, role what, step_extent kept) {
            const std::size_t count = senders[k][std::size_t(kind)];
            if (count > 0 && p.graph.is_number(k) && !is_state && !p.graph.has_positions(k))
            {
                const bool full = kind == adjoint_kind::full;
                const role shared = full ? role::adjoints_of_numbers : role::step_adjoints_of_numbers;
                std::size_t& beside = e.when == phase::once ? adjoints_of_once : full ? full_adjoints : step_adjoints;
                to.where = share(p.buffers, beside, shared, kept, purpose::training);
                to.cleared = count != 1;
            }
            else if (count > 0 || wanted)
            {
                const extent size = extent_of(p.graph, k, kept);
                const std::string_view label = p.graph.symbol_of(p.graph.equations[k]).name;
                to.where = {p.buffers.push({what, label, size, purpose::training}), 0};
                to.cleared = count != 1 || (kind == adjoint_kind::full && is_state);
            }
        };
        place_one(e.carry, adjoint_kind::carry, is_state && in_loop, role::carry, two_steps);
        place_one(e.step_adjoint, adjoint_kind::step, false, role::step_adjoint, latest_step);
        place_one(e.full_adjoint, adjoint_kind::full, is_state && !in_loop, role::adjoint,
            is_state                    ? every_step_and_initial
                : e.when == phase::once ? latest_step
                                        : every_step_kept);
    }
}

/// The gradient of a bias is the column sum of its sum's adjoint. Gradients of other vectors are added up in the loop.
template <class Plan>
constexpr void place_vector_gradients(Plan& p, const sum_table<std::remove_cvref_t<decltype(p.graph)>>& sums)
{
    std::array<std::size_t, decltype(p.graph.symbols){}.size()> uses{};
    std::array<std::size_t, decltype(p.graph.symbols){}.size()> chain{};
    for (std::size_t n = 0; n < Plan::node_count; ++n)
    {
        if (p.graph.nodes[n].kind == node_kind::symbol)
        {
            ++uses[p.graph.nodes[n].symbol];
            chain[p.graph.nodes[n].symbol] = sums.chain_of[n];
        }
    }
    for (std::size_t i = 0; i < p.parameters.size(); ++i)
    {
        plan_parameter& parameter = p.parameters[i];
        const graph_symbol& symbol = p.graph.symbols[parameter.symbol];
        if (symbol.rows != 0)
        {
            continue;
        }
        for (std::size_t s = 0; s < p.sums.size() && uses[parameter.symbol] == 1; ++s)
        {
            parameter.bias_of = p.sums[s].chain == chain[parameter.symbol] ? s : parameter.bias_of;
        }
        if (parameter.bias_of == none)
        {
            const extent size{latest_step, symbol.width};
            parameter.partial = {p.buffers.push({role::gradient, symbol.name, size, purpose::training}), 0};
        }
    }
}

/// Tells each leaf and each product where its adjoint goes, now that everything has its place.
template <class Plan>
constexpr void set_targets(Plan& p)
{
    const auto how = [](bool cleared) { return cleared ? write::add : write::set; };
    each_sender(p, [&](const sender& from, plan_target& destination) {
        const std::size_t k = p.graph.equation_of(from.symbol);
        if (k == none)
        {
            const std::size_t i = p.input_number(from.symbol);
            const place columns{none, from.first_column};
            destination = {plan_target::kind::input, columns, moment::after_step, how(p.inputs[i].adjoint_cleared), i};
            return;
        }
        const plan_equation& e = p.equations[k];
        const adjoint_kind kind = kind_of_adjoint(e.when, from.when, from.of_previous);
        const plan_adjoint& to = kind == adjoint_kind::carry ? e.carry
            : kind == adjoint_kind::step                     ? e.step_adjoint
                                                             : e.full_adjoint;
        const moment when = from.of_previous ? moment::before_step : moment::after_step;
        const place columns{to.where.buffer, to.where.column + from.first_column};
        destination = {plan_target::kind::memory, columns, when, how(to.cleared)};
    });
    for (std::size_t n = 0; n < Plan::node_count; ++n)
    {
        const graph_node& x = p.graph.nodes[n];
        if (p.nodes[n].leaf != n)
        {
            continue;
        }
        if (x.kind == node_kind::product)
        {
            const plan_sum& sum = p.sums[p.nodes[n].sum];
            p.nodes[n].target = {plan_target::kind::memory, sum.adjoint, moment::after_step, how(!sum.one_segment)};
        }
        else if (p.graph.symbols[x.symbol].kind == symbol_kind::parameter && p.parameter_of(x.symbol).partial.exists())
        {
            const place partial = p.parameter_of(x.symbol).partial;
            p.nodes[n].target = {plan_target::kind::memory, partial, moment::after_step, write::add};
        }
    }
}

} // namespace xrnn::detail
