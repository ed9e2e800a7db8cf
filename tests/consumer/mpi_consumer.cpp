// SPDX-License-Identifier: BSD-3-Clause
/// A stranger's program that needs xrnn::mpi; alone, it is the only rank.
#include <xrnn/distributed/ranks.hpp>
#include <xrnn/xrnn.hpp>

int main()
{
    xrnn::ranks world;
    return world.run([&] { return world.sum(1) == static_cast<double>(world.size()) ? 0 : 1; });
}
