"""Phrases about the object that turns the runtime on and off."""

from pytest_bdd import given, then, when

from vmrt.harness import clause
from vmrt.harness.subject import sample
from vmrt.harness.world import World
from vmrt.steps.phrase import Phrase


@given(Phrase("a cluster"))
def cluster(world: World) -> None:
    world.present()


@given(Phrase("a cluster with the VM runtime off"))
def cluster_off(world: World) -> None:
    world.starts_off()


@given(Phrase("a cluster with the VM runtime ready"))
def cluster_ready(world: World) -> None:
    world.starts_ready()


@given(Phrase("a second cluster with the VM runtime off"))
def second_off(world: World) -> None:
    world.neighbour().starts_off()


@given(Phrase("a second cluster with the VM runtime ready"))
def second_ready(world: World) -> None:
    world.neighbour().starts_ready()


@given(Phrase("enabling it has run a check that failed"))
def enabled_and_failed(world: World) -> None:
    clause.enabling_fails_a_check(world)


@given(Phrase("the runtime object is remembered"))
def remember(world: World) -> None:
    world.kept["runtime"] = world.runtime.read()


@given(Phrase('the spec has emulation true and the image format "{form}"'))
def spec_has(world: World, form: str) -> None:
    world.runtime.set_spec(useEmulation=True, vmImageFormat=form)


@given(Phrase('the protection annotation is "{value}"'))
@when(Phrase('the protection annotation is set to "{value}"'))
def annotate(world: World, value: str) -> None:
    world.runtime.annotate(value)


@given(Phrase("the protection annotation is absent"))
def unannotate(world: World) -> None:
    world.runtime.annotate(None)


@when(Phrase("the protection annotation is written as a bare boolean"))
def annotate_boolean(world: World) -> None:
    world.runtime.annotate_bare(value=True)


@when(Phrase("the VM runtime is enabled"))
def enable(world: World) -> None:
    world.runtime.set_spec(enabled=True)


@when(Phrase("the VM runtime is enabled with emulation"))
def enable_emulated(world: World) -> None:
    world.runtime.set_spec(enabled=True, useEmulation=True)


@when(Phrase('the VM runtime is enabled with emulation and the image format "{form}"'))
def enable_all(world: World, form: str) -> None:
    world.runtime.set_spec(enabled=True, useEmulation=True, vmImageFormat=form)


@when(Phrase('the VM runtime is configured with emulation and the image format "{form}"'))
def configure(world: World, form: str) -> None:
    world.runtime.set_spec(useEmulation=True, vmImageFormat=form)


@when(Phrase("the VM runtime is disabled"))
def disable(world: World) -> None:
    world.disable()


@when(Phrase("saving enabled false is tried"))
def try_disable(world: World) -> None:
    world.runtime.try_spec(enabled=False)


@when(Phrase('the field "{name}" is set to {value}'))
def set_field(world: World, name: str, value: str) -> None:
    world.runtime.try_field(name, value)


@when(Phrase("the runtime object is edited to the page's enabling sample"))
def edit_enabling(world: World) -> None:
    world.runtime.edit(sample.ENABLING)


@when(Phrase("the runtime object is edited to the page's disabling sample"))
def edit_disabling(world: World) -> None:
    world.runtime.edit(sample.DISABLING)


@when(Phrase("the runtime object is edited to the page's disabling sample with its stray backtick"))
def edit_stray(world: World) -> None:
    world.runtime.edit(sample.STRAY)


@when(Phrase("the runtime object is submitted again as it is"))
def resubmit(world: World) -> None:
    world.runtime.resubmit()


@then(Phrase("the write is accepted"))
def accepted(world: World) -> None:
    world.runtime.was_accepted()


@then(Phrase("the write is refused"))
def refused(world: World) -> None:
    world.runtime.refused()


@then(Phrase('the write is refused because of "{field}"'))
def refused_because(world: World, field: str) -> None:
    world.runtime.refused(because=field)


@then(Phrase("a runtime object is there"))
def exists(world: World) -> None:
    world.runtime.exists()


@then(Phrase('it is named "{name}"'))
def named(world: World, name: str) -> None:
    world.runtime.is_named(name)


@then(Phrase("it is the only runtime object"))
def single(world: World) -> None:
    world.runtime.is_single()


@then(Phrase("the runtime is enabled"))
def is_enabled(world: World) -> None:
    world.runtime.is_enabled()


@then(Phrase("the runtime is not enabled"))
def is_not_enabled(world: World) -> None:
    world.runtime.is_not_enabled()


@then(Phrase("the runtime of the second cluster is enabled"))
def second_is_enabled(world: World) -> None:
    world.neighbour().runtime.is_enabled()


@then(Phrase("the runtime of the second cluster is not enabled"))
def second_is_not_enabled(world: World) -> None:
    world.neighbour().runtime.is_not_enabled()


@then(Phrase("the runtime object is unchanged"))
def unchanged(world: World) -> None:
    world.runtime.is_still(world.kept["runtime"])


@then(Phrase("the VM runtime is ready within {within_s:g} seconds"))
def ready(world: World, within_s: float) -> None:
    world.runtime.becomes_ready(within_s)


@then(Phrase("readiness comes no earlier than component pods within {within_s:g} seconds"))
def ready_in_order(world: World, within_s: float) -> None:
    clause.ready_with_components(world, within_s)


@then(Phrase("readiness is not claimed"))
def not_ready(world: World) -> None:
    world.runtime.not_ready()


@then(Phrase("the VM runtime is off within {within_s:g} seconds"))
def off(world: World, within_s: float) -> None:
    world.runtime.becomes_disabled(within_s)


@then(Phrase("the disabled state comes only after the last machine within {within_s:g} seconds"))
def off_in_order(world: World, within_s: float) -> None:
    world.teardown.completes_in_order(within_s)


@then(Phrase("component pods run in vm-system"))
def components(world: World) -> None:
    world.runtime.has_components()


@then(Phrase("component pods keep running for {for_s:g} seconds"))
def components_stay(world: World, for_s: float) -> None:
    world.runtime.stays_on(for_s)


@then(Phrase("the controller is available"))
def controller(world: World) -> None:
    world.runtime.has_controller()


@then(Phrase('the spec shows enabled {enabled}, emulation {emulation} and format "{form}"'))
def spec_shows(world: World, enabled: str, emulation: str, form: str) -> None:
    world.runtime.shows(enabled=enabled, emulation=emulation, form=form)


@then(Phrase('the field "{name}" is "{value}"'))
def field_is(world: World, name: str, value: str) -> None:
    world.runtime.has_field(name, value)


@then(Phrase('the field "{name}" is absent or false'))
def field_is_off(world: World, name: str) -> None:
    world.runtime.has_field_off(name)


@then(Phrase("the status of the runtime is there"))
def status(world: World) -> None:
    world.runtime.has_status()


@then(Phrase("enabling it shows that the implementation is alive"))
def alive(world: World) -> None:
    clause.alive_by_enabling(world)
