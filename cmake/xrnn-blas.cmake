# SPDX-License-Identifier: BSD-3-Clause
# Defines xrnn::blas if all that it needs is found, else names in xrnn_blas_missing what is not. The build and the installed
# package both include this file, so a package made on a machine without BLAS still offers xrnn::blas where there is one.
set(xrnn_blas_missing "")
# In this order, for xtensor-blas stops the configuration if the others are missing.
foreach(package IN ITEMS BLAS LAPACK xtensor-blas)
  find_package(${package} QUIET)
  if(NOT ${package}_FOUND)
    set(xrnn_blas_missing ${package})
    break()
  endif()
endforeach()

if(NOT xrnn_blas_missing AND NOT TARGET xrnn::blas)
  # Global, so that a project that adds xrnn as a subdirectory sees it.
  add_library(xrnn::blas INTERFACE IMPORTED GLOBAL)
  target_link_libraries(xrnn::blas INTERFACE xrnn::xrnn xtensor-blas LAPACK::LAPACK BLAS::BLAS)
endif()
