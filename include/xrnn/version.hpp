// SPDX-License-Identifier: BSD-3-Clause
/// The version of xrnn, by semantic versioning.
#pragma once

#define XRNN_VERSION_MAJOR 0
#define XRNN_VERSION_MINOR 2
#define XRNN_VERSION_PATCH 0
