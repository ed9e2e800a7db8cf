# SPDX-License-Identifier: BSD-3-Clause
# Says once in a build folder that it compiles without optimisation, if nothing was chosen. The build and the installed
# package both include this file. A Debug build was chosen.
get_property(multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
if(NOT multi_config AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CXX_FLAGS MATCHES "-O[1-9sfg]" AND NOT XRNN_OPTIMISATION_SAID)
  message(NOTICE "xrnn: without optimisation xrnn runs about 20 times slower. Choose a build type, "
                 "-DCMAKE_BUILD_TYPE=Release, and compile your own program with -march=native if it stays on this machine.")
  set(XRNN_OPTIMISATION_SAID TRUE CACHE INTERNAL "xrnn has said that nothing is optimised")
endif()
