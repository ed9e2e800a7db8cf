// SPDX-License-Identifier: BSD-3-Clause
#include "command_line.hpp"

#include <cmath>
#include <cstdlib>
#include <sstream>

#include "network.hpp"

namespace char_rnn
{

namespace
{
    const char* const train_examples = R"(Examples:
  char_rnn train --out run                                    the built-in text
  char_rnn train book.txt --out run --minutes 20              a file, for twenty minutes
  char_rnn train src/ --out run --layers 3 --hidden 512 --dropout 0.5
  char_rnn train --resume --out run                           goes on where a run was interrupted
  char_rnn train --config run/config.toml --out again         the options of another run; flags come before them
The folder of --out gets checkpoint.safetensors (to go on), best.safetensors (the best model by validation),
metrics.jsonl, loss.svg and config.toml. Ctrl-C saves and ends; a second one ends at once.)";

    const char* const sample_examples = R"(Examples:
  char_rnn sample run --length 500
  char_rnn sample run --temperature 0.5 --prime "In the beginning "
  char_rnn sample run --top-p 0.9 --count 3 --seed 7 | less)";

    const char* const visualize_examples = R"(Examples:
  char_rnn visualize run held-out.txt -o report.html
  char_rnn visualize run held-out.txt --length 20000 --megabytes 30)";

    constexpr std::size_t many = 1'000'000'000;

    /// A flag for a number that must be in a range.
    template <class Number>
    void add_number(
        CLI::App* app, const std::string& flag, Number& number, const std::string& words, Number low, Number high)
    {
        app->add_option(flag, number, words)->check(CLI::Range(low, high))->check([](const std::string& text) {
            const bool is_nan = std::isnan(std::strtod(text.c_str(), nullptr)); // which no range excludes
            return is_nan ? text + " is not a number" : std::string();
        });
    }

    /// A flag for one of several words.
    void add_choice(CLI::App* app, const std::string& flag, std::string& choice, const std::string& words,
        const std::vector<std::string>& all)
    {
        app->add_option(flag, choice, words)->check(CLI::IsMember(all));
    }

    void add_network(CLI::App* app, train_options& o)
    {
        app->option_defaults()->group("Network");
        add_choice(app, "--cell", o.cell, "The cell", {"rnn", "lstm", "gru"});
        add_number<std::size_t>(app, "--layers", o.layers, "Layers of it", 1, most_layers);
        add_number<std::size_t>(app, "--hidden", o.hidden, "Units of each layer, of those that were compiled", 1, many);
        add_choice(app, "--vocabulary", o.vocabulary, "What is predicted, one after the other",
            {"bytes", "characters", "words"});
    }

    void add_learning(CLI::App* app, train_options& o)
    {
        app->option_defaults()->group("Learning");
        add_number<double>(app, "--dropout", o.dropout, "Share of the units that are dropped in training", 0, 0.99);
        app->add_option("--split", o.split, "Shares of the text to learn, validate and test");
        add_number<std::uint64_t>(app, "--epochs", o.epochs, "How often the text is read", 1, many);
        add_number<std::size_t>(app, "--batch", o.batch, "Parts of the text that are read side by side", 1, many);
        add_number<std::size_t>(app, "--sequence", o.sequence, "Steps of backpropagation through time", 1, many);
        add_choice(app, "--rule", o.rule, "How parameters change", {"rmsprop", "adam"});
        add_number<double>(app, "--rate", o.rate, "Learning rate", 0, 1000);
        add_choice(app, "--schedule", o.schedule,
            "How the rate changes: char-rnn (times 0.97 each epoch from the tenth on), cosine (to zero), constant",
            {"char-rnn", "cosine", "constant"});
        add_number<double>(app, "--clip", o.clip, "The largest norm of the gradient", 1e-6, 1e6);
        add_number<std::uint64_t>(app, "--seed", o.seed, "Of all random numbers", 0, ~std::uint64_t(0));
        add_number<std::uint64_t>(
            app, "--evaluate-every", o.evaluate_every, "Updates between two evaluations", 1, many);
        app->add_option(
               "--sample-after", o.sample_after, "Updates after which there is an evaluation too, such as 100,300,500")
            ->delimiter(',');
        add_number<std::size_t>(
            app, "--sample-length", o.sample_length, "Length of the samples that are shown", 0, many);
    }

    /// What was chosen, as the TOML that --config reads.
    std::string config_of(const CLI::App& train)
    {
        std::istringstream lines(train.config_to_str(true, false));
        std::string text = "[train]\n";
        for (std::string line; std::getline(lines, line);)
        {
            const bool is_empty = line.size() > 3 && line.compare(line.size() - 3, 3, "=\"\"") == 0;
            text += is_empty ? "" : line + "\n";
        }
        return text;
    }

    void add_train(CLI::App& app, train_options& o)
    {
        CLI::App* train = app.add_subcommand("train", "Learns a text");
        train->footer(train_examples);
        train->add_option(
            "FILE", o.files, "Files and folders that make up the text; - is standard input; none: the built-in text");
        train->add_option("--out", o.out, "The folder for all that the run leaves")->required()->configurable(false);
        train
            ->add_flag("--resume", o.resume, "Goes on with the run in --out, to the same bits as if it had not stopped")
            ->configurable(false);
        train->add_option("--init", o.init, "A model to start from: its parameters and vocabulary");
        add_number<double>(train, "--minutes", o.minutes, "Stops after so many minutes; 0: no limit", 0, 1e6);
        add_number<std::size_t>(
            train, "--threads", o.threads, "0: one for each core. Their number changes no bit of the result", 0, 1024);
        add_network(train, o);
        add_learning(train, o);
    }

    void add_draws(CLI::App* app, sample_options& o)
    {
        add_number<double>(app, "--temperature", o.temperature, "Below 1 more certain, above 1 more daring", 0, 1000);
        add_number<std::size_t>(app, "--top-k", o.top_k, "Only the K most probable; 0: all", 0, many);
        add_number<double>(app, "--top-p", o.top_p, "Only the fewest that have this probability together", 1e-9, 1);
        add_number<std::uint64_t>(app, "--seed", o.seed, "Of the draws", 0, ~std::uint64_t(0));
    }

    void add_model(CLI::App* app, std::string& model)
    {
        app->add_option("MODEL", model, "A model, or the folder of a run, whose best model it is")->required();
    }

    void add_sample(CLI::App& app, sample_options& o)
    {
        CLI::App* sample = app.add_subcommand("sample", "Writes text as a model imagines it");
        sample->footer(sample_examples);
        add_model(sample, o.model);
        add_number<std::size_t>(sample, "--length", o.length, "Bytes, characters or words of a sample", 0, many);
        add_draws(sample, o);
        CLI::Option* most = sample->add_flag("--argmax", o.argmax, "Always the most probable");
        sample->add_option("--beam", o.beam, "The most probable text that a beam of this width finds; 0: text is drawn")
            ->check(CLI::Range(0, 10000))
            ->excludes(most);
        sample->add_option("--prime", o.prime, "What the model reads, and the sample begins with");
        add_number<std::size_t>(sample, "--count", o.count, "Samples, with seeds that follow each other", 1, many);
    }

    void add_others(CLI::App& app, eval_options& e, novelty_options& n, info_options& i)
    {
        CLI::App* eval =
            app.add_subcommand("eval", "How well a model predicts what it has not learned, beside n-grams");
        add_model(eval, e.model);
        eval->add_option(
            "FILE", e.files, "A text of your own; none: the validation and test parts of the text that was learned");
        add_number<std::size_t>(eval, "--order", e.order, "Of the n-grams; 0: none", 0, 10);
        add_number<std::size_t>(
            eval, "--rows", e.rows, "Parts of the text that are read side by side; 1 is exact", 1, 1024);
        eval->add_flag("--json", e.json, "Prints JSON");

        CLI::App* novelty =
            app.add_subcommand("novelty", "The share of sampled lines that the text which was learned does not have");
        add_model(novelty, n.sample.model);
        novelty->add_option(
            "FILE", n.files, "Texts to compare with; none: all of the text of which a part was learned");
        add_number<std::size_t>(novelty, "--lines", n.lines, "Lines to draw", 1, many);
        novelty->add_flag("--show", n.show, "Prints the new lines");
        add_draws(novelty, n.sample);

        add_model(app.add_subcommand("info", "What a model is, and how it was trained"), i.model);
    }

    void add_visualize(CLI::App& app, visualize_options& o)
    {
        CLI::App* visualize =
            app.add_subcommand("visualize", "Shows what a model's units do while it reads a text, as a page");
        visualize->footer(visualize_examples);
        add_model(visualize, o.model);
        visualize->add_option("TEXT", o.text, "The file that it reads; best one that it has not learned")->required();
        visualize->add_option("-o,--out", o.out, "The page");
        add_number<std::size_t>(visualize, "--length", o.length, "Bytes, characters or words that are shown", 2, many);
        add_number<double>(visualize, "--share", o.share,
            "A unit follows a property of the text if it tells this share of what there is to know of it", 0.01, 1);
        add_number<std::size_t>(
            visualize, "--steps", o.steps, "Steps over which gradients are followed back", 1, 10000);
        add_number<double>(visualize, "--megabytes", o.megabytes,
            "Activations that the page has; beyond that, units are left out", 0.01, 1000);
    }

    /// What is as it was when a run goes on, or starts from a model, cannot be chosen. Throws CLI::ParseError.
    void check_choices_of(const CLI::App& train, const train_options& o)
    {
        for (const CLI::Option* option : train.get_options())
        {
            const std::string& group = option->get_group();
            const bool is_given = option->count() > 0;
            if (is_given && o.resume && (group != "Options" || option->get_name() == "--init"))
            {
                throw CLI::ValidationError(
                    option->get_name(), "a run that goes on has the one that it began with (--resume)");
            }
            if (is_given && !o.init.empty() && group == "Network")
            {
                throw CLI::ValidationError(option->get_name(), "is that of the model to start from (--init)");
            }
        }
    }
} // namespace

command_line::command_line()
{
    app_.require_subcommand(1);
    app_.fallthrough(); // so that --config may stand after the command
    app_.allow_config_extras(false);
    app_.option_defaults()->always_capture_default();
    app_.set_config("--config", "", "Reads options from a TOML file, such as the config.toml of a run");
    add_train(app_, train_);
    add_sample(app_, sample_);
    add_others(app_, eval_, novelty_, info_);
    add_visualize(app_, visualize_);
}

void command_line::parse(int count, char** arguments)
{
    app_.parse(count, arguments);
    check_choices();
}

void command_line::parse_file(std::istream& file)
{
    app_.parse_from_stream(file);
    check_choices();
}

void command_line::check_choices()
{
    if (app_.got_subcommand("train"))
    {
        const CLI::App& chosen = *app_.get_subcommand("train");
        check_choices_of(chosen, train_);
        train_.config = config_of(chosen);
    }
}

int command_line::run()
{
    const std::string command = app_.get_subcommands().front()->get_name();
    return command == "train"  ? train(train_)
        : command == "sample"  ? sample(sample_)
        : command == "eval"    ? eval(eval_)
        : command == "novelty" ? novelty(novelty_)
        : command == "info"    ? info(info_)
                               : visualize(visualize_);
}

} // namespace char_rnn
