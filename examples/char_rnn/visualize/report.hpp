// SPDX-License-Identifier: BSD-3-Clause
/// The page: one file with everything in it, that asks nothing of a network or a server.
#pragma once

#include <string>
#include <vector>

#include "../metrics.hpp"
#include "../saved_model.hpp"
#include "reading.hpp"
#include "units.hpp"

namespace char_rnn
{

struct report
{
    std::string title;
    std::string summary;
    std::vector<std::string> text; ///< how each id looks
    reading what;
    std::vector<std::vector<std::size_t>> units; ///< of each value of the reading, those that are shown
    unit_search search;
    std::vector<evaluation_record> training;
    std::vector<gradient_norms> flow;
    std::vector<xrnn::recurrent_norm> norms;
};

/// Chooses the units whose activations are kept: all if they are at most so many bytes; otherwise those of h and c, and if
/// these are still too many, those that follow something and then the first ones.
std::vector<std::vector<std::size_t>> choose_units(const reading& what, const unit_search& search, std::size_t bytes);

/// The page as HTML.
std::string page_of(const report& r, const xrnn::any_vocabulary& vocabulary);

} // namespace char_rnn
