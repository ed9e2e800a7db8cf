// SPDX-License-Identifier: BSD-3-Clause
/// A stranger's program that needs xrnn::utf8: the characters of a text.
#include <xrnn/text/any_vocabulary.hpp>
#include <xrnn/xrnn.hpp>

#include <cstdio>

int main()
{
    const std::string text = "\xe2\x82\xac 1";
    const xrnn::any_vocabulary characters("characters", text);
    std::printf("%s has %d characters\n", text.c_str(), static_cast<int>(characters.size()));
    return characters.size() == 3 && characters.decode(characters.encode(text)) == text ? 0 : 1;
}
