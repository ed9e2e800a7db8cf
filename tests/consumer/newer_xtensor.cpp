// SPDX-License-Identifier: BSD-3-Clause
/// A stranger's file on a machine with two versions of xtensor: the newer one comes first, and an older one has its headers
/// in another folder, where the newer one has none.
#include <xrnn/xrnn.hpp>

static_assert(newer_xtensor::was_included);
