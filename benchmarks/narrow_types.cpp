// SPDX-License-Identifier: BSD-3-Clause
/// What narrow types gain and cost beside float:
///
///     narrow_types training FILE [UPDATES [SIZE [RATE]]]
///         updates of an LSTM of 2 x 512 units, float and bfloat16_products in turn: SIZE steps of SIZE rows
///     narrow_types running [SECONDS]
///         sampling a character at a time: float, bfloat16_weights, int8_weights
///     narrow_types quality FILE [UPDATES]
///         the loss that narrow weights cost an LSTM of 2 x 128 units
#include <xrnn/xrnn.hpp>

#include <xrnn/kernels/bfloat16.hpp>
#include <xrnn/kernels/narrow_weights.hpp>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>

namespace
{
constexpr std::size_t letters = 96; // width of the vocabulary; a text may have fewer

/// Calls f and returns the seconds that the processor took for it, whatever else it did meanwhile.
template <class F>
double seconds(F&& f)
{
    const std::clock_t start = std::clock();
    f();
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

/// The text as ids.
std::vector<xrnn::id> read_ids(const std::string& path)
{
    const std::string text = xrnn::read_file(path);
    const xrnn::vocabulary characters(text);
    if (characters.size() > letters)
    {
        throw std::runtime_error(path + " has more than " + std::to_string(letters) + " characters");
    }
    return characters.encode(text);
}

double median(std::vector<double> times)
{
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
    return times[times.size() / 2];
}

/// A model that learns a text by RMSProp, as char-rnn does.
template <class Network, class Products>
class student
{
public:
    student(const std::vector<xrnn::id>& text, std::size_t size, double rate)
        : data_(text, size, size)
        , work_(size, size)
        , state_(size)
        , learn_(model_, {.rate = rate, .decay = 0.95})
    {
    }

    /// One update; returns its loss, in nats a character.
    double update()
    {
        double loss = 0;
        times_.push_back(seconds([&] {
            if (data_.next())
            {
                state_.reset();
            }
            work_.forward(model_, data_.input(), state_);
            loss = xrnn::softmax_cross_entropy(work_, data_.target(), xrnn::reduction::mean);
            work_.backward(model_, gradients_);
            learn_.update(model_, gradients_, loss, {.norm = 5});
        }));
        return loss;
    }

    [[nodiscard]] const std::vector<double>& times() const { return times_; }
    [[nodiscard]] const xrnn::model<Network, float, Products>& model() const { return model_; }

private:
    xrnn::streams data_;
    xrnn::model<Network, float, Products> model_{1};
    xrnn::workspace<Network, float, Products> work_;
    xrnn::parameters<Network> gradients_;
    xrnn::hidden_state<Network> state_;
    xrnn::optimiser<Network, xrnn::rmsprop> learn_;
    std::vector<double> times_;
};

void training(const std::vector<xrnn::id>& text, std::size_t updates, std::size_t size, double rate)
{
    using network = xrnn::stack<xrnn::lstm<letters, 512>, xrnn::lstm<512, 512>, xrnn::linear<512, letters>>;
    student<network, xrnn::native_products> wide(text, size, rate);
    student<network, xrnn::bfloat16_products> narrow(text, size, rate);
    std::printf("mean loss of 10 updates in nats, median seconds of an update\n");
    std::printf("updates  float  bfloat16  float  bfloat16  ratio\n");
    double wide_loss = 0;
    double narrow_loss = 0;
    for (std::size_t done = 1; done <= updates; ++done)
    {
        wide_loss += wide.update() / 10;
        narrow_loss += narrow.update() / 10;
        if (done % 10 == 0)
        {
            const double wide_time = median(wide.times());
            const double narrow_time = median(narrow.times());
            std::printf("%7zu  %5.3f  %8.3f  %5.3f  %8.3f  %5.2f\n", done, wide_loss, narrow_loss, wide_time,
                narrow_time, wide_time / narrow_time);
            std::fflush(stdout);
            wide_loss = narrow_loss = 0;
        }
    }
}

/// Characters a second of a model that samples from its own output, most of several rounds.
template <class Network, class Products>
class speaker
{
public:
    explicit speaker(const xrnn::model<Network>& trained)
    {
        model_.edit([&](xrnn::parameters<Network>& p) { p = trained.all(); });
    }

    void round(double length)
    {
        std::size_t spoken = 0;
        double taken = 0;
        while (taken < length)
        {
            taken += seconds([&] {
                for (int i = 0; i < 100; ++i)
                {
                    letter_ = draw_(rnn_.step(letter_), random_);
                }
            });
            spoken += 100;
        }
        best_ = std::max(best_, static_cast<double>(spoken) / taken);
    }

    [[nodiscard]] double best() const { return best_; }

private:
    xrnn::model<Network, float, Products> model_;
    xrnn::stepper<Network, float, Products> rnn_{model_};
    xrnn::sampler draw_{letters};
    xrnn::random_source random_{1};
    xrnn::id letter_ = 0;
    double best_ = 0;
};

template <class Network>
void running(const char* name, double length)
{
    const xrnn::model<Network> trained(1);
    speaker<Network, xrnn::native_products> wide(trained);
    speaker<Network, xrnn::bfloat16_weights> half(trained);
    speaker<Network, xrnn::int8_weights> quarter(trained);
    constexpr int rounds = 10;
    for (int i = 0; i < rounds; ++i)
    {
        wide.round(length / rounds);
        half.round(length / rounds);
        quarter.round(length / rounds);
    }
    std::printf("%-12s %10.0f %12.0f %10.0f   characters a second\n", name, wide.best(), half.best(), quarter.best());
}

/// The mean loss of a model that reads a text, in nats a character.
template <class Network, class Products>
double mean_loss(const xrnn::model<Network>& trained, const std::vector<xrnn::id>& text)
{
    xrnn::model<Network, float, Products> model;
    model.edit([&](xrnn::parameters<Network>& p) { p = trained.all(); });
    xrnn::streams data(text, 100, 10);
    xrnn::workspace<Network, float, Products> work(100, 10);
    xrnn::hidden_state<Network> state(10);
    double sum = 0;
    const std::size_t windows = data.windows();
    for (std::size_t i = 0; i < windows; ++i)
    {
        data.next();
        work.forward(model, data.input(), state);
        sum += xrnn::softmax_cross_entropy(work, data.target(), xrnn::reduction::mean);
    }
    return sum / static_cast<double>(windows);
}

void quality(const std::vector<xrnn::id>& text, std::size_t updates)
{
    using network = xrnn::stack<xrnn::lstm<letters, 128>, xrnn::lstm<128, 128>, xrnn::linear<128, letters>>;
    const auto tenth = static_cast<std::ptrdiff_t>(text.size() / 10);
    const std::vector<xrnn::id> held_out(text.end() - tenth, text.end());
    student<network, xrnn::native_products> learner({text.begin(), text.end() - tenth}, 50, 0.002);
    for (std::size_t done = 0; done < updates; ++done)
    {
        learner.update();
    }
    const double wide = mean_loss<network, xrnn::native_products>(learner.model(), held_out);
    const double narrow = mean_loss<network, xrnn::bfloat16_products>(learner.model(), held_out);
    const double half = mean_loss<network, xrnn::bfloat16_weights>(learner.model(), held_out);
    const double quarter = mean_loss<network, xrnn::int8_weights>(learner.model(), held_out);
    std::printf("nats a character on the last tenth after %zu updates:\n", updates);
    std::printf("float              %.5f\n", wide);
    std::printf("bfloat16_products  %.5f  %+.5f\n", narrow, narrow - wide);
    std::printf("bfloat16_weights   %.5f  %+.5f\n", half, half - wide);
    std::printf("int8_weights       %.5f  %+.5f\n", quarter, quarter - wide);
}

int run(int argc, char** argv)
{
    const std::string part = argc > 1 ? argv[1] : "";
    if (part == "running" && argc <= 3)
    {
        const double length = argc > 2 ? std::atof(argv[2]) : 2;
        using xrnn::linear, xrnn::lstm, xrnn::stack;
        std::printf("%-12s %10s %12s %10s\n", "", "float", "bfloat16", "int8");
        running<stack<lstm<letters, 128>, lstm<128, 128>, linear<128, letters>>>("LSTM 2 x 128", length);
        running<stack<lstm<letters, 512>, linear<512, letters>>>("LSTM 1 x 512", length);
        running<stack<lstm<letters, 512>, lstm<512, 512>, lstm<512, 512>, linear<512, letters>>>(
            "LSTM 3 x 512", length);
        return EXIT_SUCCESS;
    }
    const auto number = [&](int i, double otherwise) { return argc > i ? std::atof(argv[i]) : otherwise; };
    if ((part == "training" && argc >= 3 && argc <= 6) || (part == "quality" && argc >= 3 && argc <= 4))
    {
        const std::vector<xrnn::id> text = read_ids(argv[2]);
        const auto updates = static_cast<std::size_t>(number(3, 200));
        if (part == "training")
        {
            training(text, updates, static_cast<std::size_t>(number(4, 100)), number(5, 0.002));
        }
        else
        {
            quality(text, updates);
        }
        return EXIT_SUCCESS;
    }
    std::fprintf(stderr,
        "usage: narrow_types training FILE [UPDATES [SIZE [RATE]]]\n"
        "       narrow_types running [SECONDS]\n"
        "       narrow_types quality FILE [UPDATES]\n");
    return EXIT_FAILURE;
}
} // namespace

int main(int argc, char** argv)
{
    try
    {
        return run(argc, argv);
    }
    catch (const std::exception& e)
    {
        std::fprintf(stderr, "narrow_types: %s\n", e.what());
        return EXIT_FAILURE;
    }
}
