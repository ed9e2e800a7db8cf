// SPDX-License-Identifier: BSD-3-Clause
/// Stands for xtensor 0.26 or later, which has this header here.
#pragma once

#if __has_include_next(<xtensor/containers/xbuffer_adaptor.hpp>)
#include_next <xtensor/containers/xbuffer_adaptor.hpp>
#else
#include <xtensor/xbuffer_adaptor.hpp>
#endif
