# SPDX-License-Identifier: BSD-3-Clause
# xrnn_on_ranks(test): lets a test start ranks on this machine: as root, in a container without ssh, more of them than cores,
# bound to none, and yielding while they wait. The variables are OpenMPI's. Ranks that wait for each other fail after a while.
function(xrnn_on_ranks test)
  set_property(
    TEST ${test}
    PROPERTY ENVIRONMENT
             OMPI_ALLOW_RUN_AS_ROOT=1
             OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
             OMPI_MCA_plm=isolated
             OMPI_MCA_btl=self,vader
             OMPI_MCA_btl_vader_single_copy_mechanism=none
             OMPI_MCA_rmaps_base_oversubscribe=1
             OMPI_MCA_hwloc_base_binding_policy=none
             OMPI_MCA_mpi_yield_when_idle=1)
  set_tests_properties(${test} PROPERTIES PROCESSORS 2 TIMEOUT 600)
endfunction()
