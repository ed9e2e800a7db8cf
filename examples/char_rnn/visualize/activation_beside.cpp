// SPDX-License-Identifier: BSD-3-Clause
/// activation_beside MODEL TEXT: h of unit 3 of the second layer after each letter of a text, a number a line, for comparison
/// with the page. It knows the network of the check, and shares no code with what makes the page.
#include <cstdio>

#include <xrnn/io/save.hpp>
#include <xrnn/text/any_vocabulary.hpp>
#include <xrnn/text/read_file.hpp>
#include <xrnn/xrnn.hpp>

using half = xrnn::dropout<64, xrnn::set_at_run_time>;
using network = xrnn::stack<xrnn::lstm<128, 64>, half, xrnn::lstm<64, 64>, half, xrnn::linear<64, 128>>;

int main(int count, char** arguments)
{
    if (count != 3)
    {
        return 2;
    }
    xrnn::notes words;
    xrnn::load(arguments[1], words);
    xrnn::model<network> m;
    m.set<"rate", 1>(0);
    m.set<"rate", 3>(0);
    xrnn::load(arguments[1], m);
    xrnn::stepper run(m);
    for (const xrnn::id letter :
        xrnn::any_vocabulary::from_record(words.at("vocabulary")).encode(xrnn::read_file(arguments[2])))
    {
        run.step(letter);
        std::printf("%.6f\n", static_cast<double>(run.state().probe<"h", 2>()(0, 3)));
    }
}
