// SPDX-License-Identifier: BSD-3-Clause
// expect: this_cell_has_unequal_widths_and_cannot_be_added_to_its_input<.*width<3>.*width<4>
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using cell = xrnn::residual<xrnn::lstm<3, 4>>;
#else
using cell = xrnn::residual<xrnn::lstm<4, 4>>;
#endif

static_assert(cell::output.width > 0);
