Feature: The label that leaves nodes out

  @R-097 @R-098
  Scenario: A node with the label, even an empty one, is left out
    Given a cluster with the VM runtime ready
    And the first node carries the skip label
    When a check "without-the-first" is applied
    Then R-098: the check "without-the-first" passes within 300 seconds
    And R-097, R-098: the first node is not in the check "without-the-first"
    And R-098: the last node is in the check "without-the-first"

  @R-099
  Scenario: Labelling after the trigger does not change a finished check
    Given a cluster with the VM runtime ready
    And a check "early" that passed
    And the finished checks are remembered
    When the first node gets the skip label
    And 30 seconds pass
    Then R-099: the remembered checks are there and unchanged
    And R-099: a preflight check shows that the implementation is alive

  @R-101 @needs-node-control
  Scenario: A cluster whose only unfit node is labelled passes
    Given a cluster with the VM runtime off
    And the first node has no KVM device
    And the first node carries the skip label
    And the present checks are known
    When the VM runtime is enabled
    Then R-101: a new check passes within 300 seconds
