// SPDX-License-Identifier: BSD-3-Clause
/// failures WAY: ranks that train for ever, until the last one fails in this way.
#include <xrnn/distributed/ranks.hpp>

#include <csignal>
#include <cstdlib>
#include <limits>
#include <string>

#include <xrnn/xrnn.hpp>

using network = xrnn::linear<4, 3>;

namespace
{

void fail(const std::string& way)
{
    if (way == "throw" || way == "throw_outside")
    {
        throw std::runtime_error("the text of this rank is gone");
    }
    if (way == "exit")
    {
        std::exit(0);
    }
    if (way == "kill")
    {
        std::raise(SIGKILL);
    }
}

void train(xrnn::ranks& world, const std::string& way)
{
    xrnn::model<network> model(1);
    xrnn::optimiser learn(model, xrnn::sgd{0.001});
    xrnn::parameters<network> gradients;
    const bool is_last = world.rank() == world.size() - 1;
    for (;;)
    {
        std::fill(gradients.span().begin(), gradients.span().end(), 1.0f);
        if (is_last && learn.updates() == 5)
        {
            fail(way);
            if (way == "finish")
            {
                return;
            }
            gradients.data()[2] = std::numeric_limits<float>::quiet_NaN();
        }
        const double loss = world.sum(gradients, 1);
        learn.update(model, gradients, loss);
    }
}

} // namespace

int main(int count, char** arguments)
{
    const std::string way = count == 2 ? arguments[1] : "";
    if (way != "throw_outside")
    {
        xrnn::ranks world;
        return world.run([&] { train(world, way); });
    }
    try
    {
        xrnn::ranks world;
        train(world, way);
    }
    catch (const std::exception&)
    {
    }
}
