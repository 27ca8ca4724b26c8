# Law 6: what a lab has set on the machine goes back when the last lab that needs it goes.
# shellcheck disable=SC2154 # names that Bats gives

load suite
setup_file() { build_labs; }

@test "two labs in every order, ip_forward was 0" { holds forward in_every_order 0 forward 03-masquerade; }
@test "two labs in every order, ip_forward was 1" { holds forward in_every_order 1 forward 03-masquerade; }
@test "three labs in every order, ip_forward was 0" { holds forward in_every_order 0 forward forward-too 03-masquerade; }
@test "three labs in every order, ip_forward was 1" { holds forward in_every_order 1 forward forward-too 03-masquerade; }
@test "somebody else has changed the setting meanwhile" { holds forward changed_meanwhile 03-masquerade; }
@test "somebody else has changed what the kernel has set along with it" { holds forward changed_along; }
@test "somebody else has changed the setting to a third value" { holds filtering setting_of_others; }
@test "Docker has come meanwhile" { holds forward docker_came; }
@test "a repair does not take the broken value for the one before" { holds filtering repaired; }
