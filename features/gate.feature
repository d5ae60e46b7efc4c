Feature: The preflight gate

  @R-082 @R-083 @R-090
  Scenario: Enabling the runtime runs a check of every node
    Given a cluster with the VM runtime off
    And the present checks are known
    When the VM runtime is enabled
    Then R-083, R-090: a new check is finished within 300 seconds
    And R-082: the new check has results for every node

  @R-084 @R-085 @needs-node-control
  Scenario: No machine is created while the latest check has failed
    Given a cluster with the VM runtime off
    And the first node has no KVM device
    And enabling it has run a check that failed
    When a machine "blocked" is created
    Then R-084: machine "blocked" does not run for 60 seconds
    And R-085: an error for machine "blocked" names the preflight check
    And R-084: a preflight check shows that the implementation is alive

  @R-086
  Scenario: Machines can be launched when the latest check succeeded
    Given a cluster with the VM runtime ready
    And a check "passes-first" that passed
    When a machine "web" is created
    Then R-086: machine "web" runs within 300 seconds

  @R-087 @needs-node-control
  Scenario: A pass after a failure unblocks
    Given a cluster with the VM runtime off
    And the first node has no KVM device
    And enabling it has run a check that failed
    And the first node is mended
    And a check "a-later-pass" that passed
    When a machine "web" is created
    Then R-087: machine "web" runs within 300 seconds

  @R-088 @needs-node-control
  Scenario: A failure after a pass blocks
    Given a cluster with the VM runtime ready
    And a check "an-older-pass" that passed
    And the first node has no KVM device
    And a check "a-later-failure" that failed
    When a machine "blocked" is created
    Then R-088: machine "blocked" does not run for 60 seconds
    And R-088: a preflight check shows that the implementation is alive

  @R-089 @needs-node-control
  Scenario: A failed check leaves running machines alone
    Given a cluster with the VM runtime ready
    And machine "web" runs
    And a node without machines has no KVM device
    When a check "later" is applied
    Then R-089: the check "later" fails within 300 seconds
    And R-089: machine "web" keeps running for 60 seconds

  @R-125 @needs-node-control
  Scenario: Mending the node and checking again is the way back
    Given a cluster with the VM runtime off
    And the first node has no KVM device
    And enabling it has run a check that failed
    And machine "waiting" has been created
    And the first node is mended
    When a check "again" is applied
    Then R-125: the check "again" passes within 300 seconds
    And R-125: machine "waiting" or a new one like it runs within 300 seconds
