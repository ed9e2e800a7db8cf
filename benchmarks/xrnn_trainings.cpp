// SPDX-License-Identifier: BSD-3-Clause
#include "xrnn_trainer.hpp"

namespace benchmarks
{

bool run_trainings(const options& o)
{
    return [&]<std::size_t... K>(std::index_sequence<K...>)
    {
        bool well = true;
        ((well = run<network_of<trainings, K>, trainings[K].rule>(trainings[K], o) && well), ...);
        return well;
    }
    (std::make_index_sequence<trainings.size()>());
}

} // namespace benchmarks
