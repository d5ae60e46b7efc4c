@needs-cli @destructive
Feature: Disabling by command

  @R-037 @R-041 @R-042
  Scenario: The command with force turns the feature off
    Given a cluster with the VM runtime ready
    When the command "disable vmruntime --force=true" is run
    Then R-037: the command succeeds
    And R-041: the runtime is not enabled
    And R-042: the VM runtime is off within 300 seconds
    And R-042: readiness is not claimed
    And R-042: the controller is available

  @R-038 @R-039
  Scenario Outline: Leaving force out is the same as force=false
    Given a cluster with the VM runtime ready
    And machine "web" runs
    When the command "disable vmruntime <flag>" is run
    Then R-038, R-039: the command fails with a diagnostic
    And R-038, R-039: machine "web" keeps running for 30 seconds

    Examples:
      | flag          |
      | --force=false |
      |               |

  @R-040
  Scenario: Force confirms the deletion of machines
    Given a cluster with the VM runtime ready
    And machine "web" runs
    When the command "disable vmruntime --force=true" is run
    Then R-040: the command succeeds
    And R-040: no machine is left within 300 seconds

  @R-043
  Scenario: The command disables the cluster that its kubeconfig names
    Given a cluster with the VM runtime ready
    And a second cluster with the VM runtime ready
    When the command "disable vmruntime --force=true" is run on the second cluster
    Then R-043: the runtime of the second cluster is not enabled
    And R-043: the runtime is enabled
    And R-043: the VM runtime is ready within 10 seconds
