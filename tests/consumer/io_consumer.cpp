// SPDX-License-Identifier: BSD-3-Clause
/// A stranger's program that needs xrnn::io: a model to a file and back.
#include <xrnn/io/save.hpp>
#include <xrnn/xrnn.hpp>

#include <cstdio>

int main()
{
    using network = xrnn::gru<3, 8>;
    const xrnn::model<network> saved(1);
    xrnn::save("io_consumer.safetensors", saved);
    xrnn::model<network> loaded;
    xrnn::load("io_consumer.safetensors", loaded);
    std::remove("io_consumer.safetensors");
    return loaded.get<"W_z">()(0, 0) == saved.get<"W_z">()(0, 0) && saved.get<"W_z">()(0, 0) != 0 ? 0 : 1;
}
