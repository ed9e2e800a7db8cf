// SPDX-License-Identifier: BSD-3-Clause
/// The workloads as xrnn's networks, and the four groups that xrnn_workloads runs.
#pragma once

#include <xrnn/xrnn.hpp>

#include <utility>

#include "timing.hpp"
#include "workloads.hpp"

namespace benchmarks
{

/// Each runs or checks the workloads of one kind that the options ask for, and returns whether all are well. They are
/// sources of their own, because each network takes seconds to compile.
bool run_trainings(const options& o);
bool run_sweeps(const options& o);
bool run_samplings(const options& o);
bool run_streamings(const options& o);

template <cell Cell, std::size_t In, std::size_t Hidden>
using layer = std::conditional_t<Cell == cell::rnn, xrnn::rnn<In, Hidden>,
    std::conditional_t<Cell == cell::lstm, xrnn::lstm<In, Hidden>, xrnn::gru<In, Hidden>>>;

template <cell Cell, std::size_t In, std::size_t Hidden, std::size_t Out, class Further>
struct network_type;

template <cell Cell, std::size_t In, std::size_t Hidden, std::size_t Out, std::size_t... Further>
struct network_type<Cell, In, Hidden, Out, std::index_sequence<Further...>>
{
    template <std::size_t>
    using further = layer<Cell, Hidden, Hidden>;

    using type = xrnn::stack<layer<Cell, In, Hidden>, further<Further>..., xrnn::linear<Hidden, Out>>;
};

/// Layers of one cell and a linear one.
template <cell Cell, std::size_t In, std::size_t Hidden, std::size_t Out, std::size_t Layers = 1>
using network = typename network_type<Cell, In, Hidden, Out, std::make_index_sequence<Layers - 1>>::type;

/// The network of an entry of `trainings`, `samplings` or `sweeps`.
template <const auto& Table, std::size_t K>
using network_of = network<Table[K].cell, Table[K].vocabulary, Table[K].hidden, Table[K].vocabulary, Table[K].layers>;

/// The one place where threads are handed to xrnn.
template <class Network>
xrnn::workspace<Network> workspace_for(const training& w, std::size_t threads)
{
    return xrnn::workspace<Network>(w.steps, w.rows, xrnn::team(threads));
}

} // namespace benchmarks
