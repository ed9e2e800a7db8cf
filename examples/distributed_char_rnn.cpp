// SPDX-License-Identifier: BSD-3-Clause
/// Training on several processes: mpirun -n 4 distributed_char_rnn TEXT CHECKPOINT [PASSES]
/// Sixteen streams of a text are shared by the ranks. After each pass over the text rank 0 leaves a checkpoint; a run
/// that finds one goes on from there, and ends with the bits of a run that was never interrupted.
#include <xrnn/distributed/ranks.hpp>
#include <xrnn/xrnn.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

constexpr std::size_t bytes = 256; // an id is a byte of the text
constexpr std::size_t hidden_size = 64;
constexpr std::size_t seq_length = 25;
constexpr std::size_t batch_size = 16; // streams of all ranks together

using network = xrnn::stack<xrnn::lstm<bytes, hidden_size>, xrnn::dropout<hidden_size, std::ratio<1, 10>>,
    xrnn::linear<hidden_size, bytes>>;
using model_type = xrnn::model<network>;
using optimiser_type = xrnn::optimiser<network, xrnn::adam>;

/// Calls f(bytes, count) for all that a checkpoint holds: parameters, memories, and the number of updates, which also
/// tells the pass. The hidden state is zero at its beginning.
template <class F>
void for_each_block(xrnn::parameters<network>& p, optimiser_type& learn, std::uint64_t& updates, const F& f)
{
    for (const std::span<float> numbers : {p.span(), learn.memory(0).span(), learn.memory(1).span()})
        f(reinterpret_cast<char*>(numbers.data()), static_cast<std::streamsize>(numbers.size_bytes()));
    f(reinterpret_cast<char*>(&updates), static_cast<std::streamsize>(sizeof updates));
}

/// The old checkpoint stays until the new one is complete: a rename happens at once or not at all.
void save(const std::string& path, const model_type& model, optimiser_type& learn)
{
    xrnn::parameters<network> all = model.all();
    std::uint64_t updates = learn.updates();
    std::ofstream file(path + ".new", std::ios::binary);
    for_each_block(all, learn, updates, [&](const char* block, std::streamsize size) { file.write(block, size); });
    file.close();
    if (!file)
        throw std::runtime_error("cannot write " + path + ".new");
    std::filesystem::rename(path + ".new", path);
}

void load(const std::string& path, model_type& model, optimiser_type& learn)
{
    if (!std::filesystem::exists(path))
        return;
    std::uint64_t updates = 0;
    std::ifstream file(path, std::ios::binary);
    model.edit([&](xrnn::parameters<network>& p) {
        for_each_block(p, learn, updates, [&](char* block, std::streamsize size) { file.read(block, size); });
    });
    if (!file || file.peek() != std::ifstream::traits_type::eof())
        throw std::runtime_error(path + " is not a checkpoint of this program");
    learn.set_updates(updates);
}

void train(xrnn::ranks& world, const std::string& text_path, const std::string& checkpoint, std::uint64_t passes)
{
    const std::string text = xrnn::read_file(text_path);
    std::vector<xrnn::id> ids;
    for (const char c : text)
        ids.push_back(static_cast<unsigned char>(c));
    xrnn::streams data = world.part_of(ids, seq_length, batch_size);
    const xrnn::row_part mine = world.part_of(batch_size);

    model_type model(1);
    optimiser_type learn(model, xrnn::adam{0.003});
    if (world.rank() == 0)
        load(checkpoint, model, learn);
    world.broadcast(model, learn);

    xrnn::workspace work(model, seq_length, mine.count);
    xrnn::parameters<network> gradients;
    for (std::uint64_t pass = learn.updates() / data.windows(); pass < passes; ++pass)
    {
        xrnn::hidden_state<network> state(mine.count);
        double sum = 0;
        for (std::size_t window = 0; window < data.windows(); ++window)
        {
            data.next();
            const xrnn::training draw{.seed = 1, .update = learn.updates(), .first_row = mine.first};
            work.forward(model, data.input(), state, draw);
            double loss = xrnn::softmax_cross_entropy(work, data.target(), xrnn::reduction::mean);
            work.backward(model, gradients);
            loss = world.mean(gradients, loss, mine.count); // from here on all ranks do the same
            learn.update(model, gradients, loss, {.norm = 1});
            sum += loss;
        }
        world.check_same(model, learn);
        if (world.rank() == 0)
        {
            save(checkpoint, model, learn);
            std::printf("pass %llu: loss %.6f\n", static_cast<unsigned long long>(pass + 1),
                sum / static_cast<double>(data.windows()));
            std::fflush(stdout);
        }
    }
}

int main(int count, char** arguments)
{
    xrnn::ranks world;
    return world.run([&] {
        if (count < 3 || count > 4)
            throw std::invalid_argument("usage: distributed_char_rnn TEXT CHECKPOINT [PASSES], started by mpirun");
        train(world, arguments[1], arguments[2], count == 4 ? std::strtoull(arguments[3], nullptr, 10) : 10);
    });
}
