@needs-cli @destructive
Feature: The protection table through the command

  @R-061 @R-062 @R-063 @R-064
  Scenario Outline: T1: without machines the command disables whatever force and annotation say
    Given a cluster with the VM runtime ready
    And the protection annotation is "<annotation>"
    When the command "disable vmruntime --force=<force>" is run
    Then <requirement>: the command succeeds
    And <requirement>: the VM runtime is off within 300 seconds
    And <requirement>: the runtime is not enabled

    Examples:
      | requirement | force | annotation |
      | R-061       | true  | true       |
      | R-062       | true  | false      |
      | R-063       | false | true       |
      | R-064       | false | false      |

  @R-065 @R-066 @R-067 @R-068 @R-069 @R-070 @R-071 @R-081
  Scenario Outline: T2 and T3: force deletes machines and what belongs to them, then disables
    Given a cluster with the VM runtime ready
    And machine "web" runs
    And the protection annotation is "<annotation>"
    When the command "disable vmruntime --force=true" is run
    Then R-071: the command succeeds without asking
    And <deleted>: no machine is left within 300 seconds
    And <related>: nothing that belonged to machines is left within 300 seconds
    And <disabled>, R-081: the disabled state comes only after the last machine within 600 seconds

    Examples:
      | annotation | deleted | related | disabled |
      | true       | R-065   | R-066   | R-067    |
      | false      | R-068   | R-069   | R-070    |

  @R-060
  Scenario: Force overrides an annotation that protects
    Given a cluster with the VM runtime ready
    And machine "web" runs
    And the protection annotation is "false"
    When the command "disable vmruntime --force=true" is run
    Then R-060: the command succeeds
    And R-060: the VM runtime is off within 300 seconds

  @R-072 @R-073 @R-074
  Scenario: T4: a prompt that is answered yes deletes the machines, then disables
    Given a cluster with the VM runtime ready
    And machine "web" runs
    And the protection annotation is "true"
    When the command "disable vmruntime" is run and answered "yes"
    Then R-072: the command asked about deleting machines
    And R-073: no machine is left within 300 seconds
    And R-073, R-074: the disabled state comes only after the last machine within 600 seconds

  @R-075
  Scenario: T4: a prompt that is answered no deletes nothing
    Given a cluster with the VM runtime ready
    And machine "web" runs
    And the protection annotation is "true"
    When the command "disable vmruntime" is run and answered "no"
    Then R-075: the command asked about deleting machines
    And R-075: machine "web" keeps running for 60 seconds
    And R-075: the runtime is enabled

  @R-072
  Scenario: T4: a prompt that nobody can answer deletes nothing
    Given a cluster with the VM runtime ready
    And machine "web" runs
    And the protection annotation is "true"
    When the command "disable vmruntime" is run with its input closed
    Then R-072: the command asked about deleting machines
    And R-072: machine "web" keeps running for 60 seconds

  @R-076 @R-078
  Scenario: T5: without force and consent the command refuses and nothing is touched
    Given a cluster with the VM runtime ready
    And machine "web" runs
    And the protection annotation is "false"
    When the command "disable vmruntime --force=false" is run
    Then R-078: the command fails with a diagnostic
    And R-076: machine "web" keeps running for 60 seconds
    And R-076: a preflight check shows that the implementation is alive

  @R-077
  Scenario: T5: without force and consent the runtime stays on
    Given a cluster with the VM runtime ready
    And machine "web" runs
    And the protection annotation is "false"
    When the command "disable vmruntime --force=false" is run
    Then R-077: component pods keep running for 60 seconds
    And R-077: the runtime is enabled
    And R-077: a preflight check shows that the implementation is alive
