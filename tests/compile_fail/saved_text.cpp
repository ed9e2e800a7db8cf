// SPDX-License-Identifier: BSD-3-Clause
// expect: this_type_has_no_place_in_a_file_put_words_into_notes<.*string
#include <xrnn/xrnn.hpp>

#include <string>
#include <xrnn/io/save.hpp>

using network = xrnn::gru<3, 4>;

void keep(const xrnn::model<network>& model, const std::string& words)
{
#ifdef MISTAKE
    xrnn::save("file", model, words);
#else
    xrnn::save("file", model, xrnn::notes{{"words", words}});
#endif
}
