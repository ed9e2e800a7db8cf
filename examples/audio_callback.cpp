// SPDX-License-Identifier: BSD-3-Clause
/// The inner loop of an audio plug-in: audio_callback [FILE]
/// Reads a network 1 -> 16 LSTM units -> 1 from a JSON file of RTNeural and runs it as an audio thread does, on blocks of
/// samples, within their time and without allocating memory. It prints how long that takes.
#include <xrnn/io/rtneural.hpp>
#include <xrnn/xrnn.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <new>
#include <numbers>
#include <random>
#include <span>
#include <string>
#include <vector>

constexpr double sample_rate = 48000;
constexpr std::size_t block_size = 48; // a millisecond
constexpr std::size_t blocks = 10000;

/// What a plug-in holds for each channel.
class amplifier
{
public:
    using network = xrnn::stack<xrnn::lstm<1, 16>, xrnn::linear<16, 1>>;

    /// Not for the audio thread: it reads a file and allocates.
    explicit amplifier(const std::string& path) { xrnn::load_rtneural(path, model_); }

    amplifier(const amplifier&) = delete; // the stepper refers to the model beside it
    amplifier& operator=(const amplifier&) = delete;

    /// Silence before the next block, as when playback starts.
    void reset() { rnn_.reset(); }

    /// For the audio thread: the sound goes through the network in place.
    void process(std::span<float> block)
    {
        for (float& sample : block)
            sample = rnn_.step(std::array{sample})(0);
    }

private:
    xrnn::model<network> model_;
    xrnn::stepper<network> rnn_{model_};
};

// Every allocation of this program is counted.
std::atomic<long> allocations{0};

void* operator new(std::size_t size)
{
    ++allocations;
    if (void* p = std::malloc(size))
        return p;
    throw std::bad_alloc();
}

void* operator new(std::size_t size, std::align_val_t alignment)
{
    ++allocations;
    const auto a = static_cast<std::size_t>(alignment);
    if (void* p = std::aligned_alloc(a, (size + a - 1) / a * a))
        return p;
    throw std::bad_alloc();
}

// Not inlined, because g++ 12 warns of a free that it sees to belong to a new.
[[gnu::noinline]] void release(void* p)
{
    std::free(p);
}

void operator delete(void* p) noexcept
{
    release(p);
}
void operator delete(void* p, std::size_t) noexcept
{
    release(p);
}
void operator delete(void* p, std::align_val_t) noexcept
{
    release(p);
}
void operator delete(void* p, std::size_t, std::align_val_t) noexcept
{
    release(p);
}

/// The file of an amplifier that nobody has trained, for those who have none.
std::string write_untrained()
{
    const std::string name = "untrained_" + std::to_string(std::random_device()());
    const std::string path = std::filesystem::temp_directory_path() / name;
    xrnn::save_rtneural(path, xrnn::model<amplifier::network>(1));
    return path;
}

/// Returns how many allocations there were in the callback.
long play(amplifier& amp)
{
    std::vector<float> sound(blocks * block_size); // a sine of 110 Hz that grows louder
    for (std::size_t t = 0; t < sound.size(); ++t)
    {
        const double phase = 2 * std::numbers::pi * 110 * static_cast<double>(t) / sample_rate;
        sound[t] = static_cast<float>(std::sin(phase) * static_cast<double>(t) / static_cast<double>(sound.size()));
    }
    amp.reset();
    std::vector<double> seconds(blocks);
    const long before = allocations;
    for (std::size_t b = 0; b < blocks; ++b)
    {
        const auto start = std::chrono::steady_clock::now();
        amp.process(std::span(sound).subspan(b * block_size, block_size));
        seconds[b] = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    const long in_callback = allocations - before;

    std::sort(seconds.begin(), seconds.end());
    const double median = seconds[blocks / 2] / block_size;
    const double most = seconds[blocks * 99 / 100] / block_size;
    std::printf("%zu blocks of %zu samples, the loudest %.3f\n", blocks, block_size,
        static_cast<double>(*std::max_element(sound.begin(), sound.end())));
    std::printf("a step: %.1f ns (median), %.1f ns (99 %%)\n", median * 1e9, most * 1e9);
    std::printf("%.0f times as fast as real time at %.0f kHz\n", 1 / (median * sample_rate), sample_rate / 1000);
    std::printf("allocations in the callback: %ld\n", in_callback);
    return in_callback;
}

int main(int count, char** arguments)
{
    if (count > 2)
    {
        std::fprintf(stderr, "usage: audio_callback [FILE]: a network 1 -> 16 LSTM units -> 1, as JSON of RTNeural\n");
        return 2;
    }
    try
    {
        const std::string path = count == 2 ? arguments[1] : write_untrained();
        amplifier amp(path);
        if (count == 1)
            std::filesystem::remove(path);
        return play(amp) == 0 ? 0 : 1;
    }
    catch (const std::exception& error)
    {
        std::fprintf(stderr, "audio_callback: %s\n", error.what());
        return 1;
    }
}
