@destructive
Feature: Protection of running machines

  @R-055 @R-058 @R-079
  Scenario: By default running machines are protected against disabling
    Given a cluster with the VM runtime ready
    And machine "web" runs
    When saving enabled false is tried
    Then R-055, R-058, R-079: machine "web" keeps running for 60 seconds
    And R-079: component pods run in vm-system
    And R-055, R-058, R-079: a preflight check shows that the implementation is alive

  @R-054 @R-056 @R-058
  Scenario Outline: Without consent on the runtime object machines are protected
    Given a cluster with the VM runtime ready
    And machine "web" runs
    And the protection annotation is <annotation>
    When saving enabled false is tried
    Then R-056, R-058: machine "web" keeps running for 60 seconds
    And R-056, R-058: a preflight check shows that the implementation is alive

    Examples:
      | annotation |
      | "false"    |
      | absent     |

  @R-054 @needs-cli
  Scenario: An annotation on a machine gives no consent
    Given a cluster with the VM runtime ready
    And machine "web" runs
    And machine "web" itself carries the protection annotation "true"
    When the command "disable vmruntime" is run and answered "no"
    Then R-054: the command fails with a diagnostic
    And R-054: the command did not ask about machines

  @R-053 @R-054 @needs-cli
  Scenario: The misspelt annotation on the runtime object itself gives consent
    Given a cluster with the VM runtime ready
    And machine "web" runs
    And the protection annotation is "true"
    When the command "disable vmruntime" is run and answered "no"
    Then R-053, R-054: the command asked about deleting machines

  @R-057
  Scenario: The annotation's values are strings
    Given a cluster with the VM runtime off
    When the protection annotation is written as a bare boolean
    Then R-057: the write is refused
    When the protection annotation is set to "true"
    Then R-057: the write is accepted

  @R-059
  Scenario: Deleting every machine first lets an unforced disable succeed
    Given a cluster with the VM runtime ready
    And machine "web" runs
    And the protection annotation is "false"
    When every machine is deleted by the user
    And the VM runtime is disabled
    Then R-059: the VM runtime is off within 300 seconds

  @R-080
  Scenario: Consent on the object lets the custom resource delete machines and disable
    Given a cluster with the VM runtime ready
    And machine "web" runs
    And the protection annotation is "true"
    When the VM runtime is disabled
    Then R-080: the disabled state comes only after the last machine within 600 seconds
    And R-080: no machine is left within 300 seconds
    And R-080: nothing that belonged to machines is left within 300 seconds
