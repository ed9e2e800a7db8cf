// SPDX-License-Identifier: BSD-3-Clause
#include "xrnn_trainer.hpp"

namespace benchmarks
{

bool run_sweeps(const options& o)
{
    return [&]<std::size_t... K>(std::index_sequence<K...>)
    {
        bool well = true;
        ((well = run<network_of<sweeps, K>, sweeps[K].rule>(sweeps[K], o) && well), ...);
        return well;
    }
    (std::make_index_sequence<sweeps.size()>());
}

} // namespace benchmarks
