# To be sourced: two "hosts", node1 and node2, on this machine. Each is a network namespace with a name of its own (UTS namespace), and a veth pair is
# the cable between them. mpirun starts its daemon on node2 through a script in the place of ssh. Needs root, iproute2 and Open MPI.

hosts_work=$(mktemp -d)
hosts_made=

# hosts_up [RATE]: RATE as tc has it, such as 1gbit; without it the cable is as fast as the kernel copies.
hosts_up() {
    local rate=${1:-} number name
    for number in 1 2; do
        name=emotionnet-node$number
        ip netns add $name || return
        hosts_made="$hosts_made $name"
        mkdir -p /etc/netns/$name
        printf '127.0.0.1 localhost\n10.77.0.1 node1\n10.77.0.2 node2\n' >/etc/netns/$name/hosts
    done
    ip link add cable1 netns emotionnet-node1 type veth peer name cable2 netns emotionnet-node2 || return
    for number in 1 2; do
        name=emotionnet-node$number
        ip -n $name link set lo up && ip -n $name addr add 10.77.0.$number/24 dev cable$number && ip -n $name link set cable$number up || return
        [ -z "$rate" ] || tc -n $name qdisc add dev cable$number root tbf rate "$rate" burst 256kb latency 200ms || return
    done
    cat >"$hosts_work/agent" <<'AGENT'
#!/bin/sh
# As ssh: HOST COMMAND...
node=$1
shift
exec ip netns exec "emotionnet-$node" unshare --uts sh -c "hostname $node; $*"
AGENT
    chmod +x "$hosts_work/agent"
}

# hosts_mpirun ARGUMENT...: mpirun on node1, with one rank on each host.
hosts_mpirun() {
    ip netns exec emotionnet-node1 unshare --uts sh -c 'hostname node1; exec "$@"' sh \
        mpirun.openmpi --allow-run-as-root --host node1,node2 --map-by ppr:1:node --bind-to none \
        --mca plm_rsh_agent "$hosts_work/agent" --mca pml ob1 --mca btl tcp,self \
        --mca btl_tcp_if_include 10.77.0.0/24 --mca oob_tcp_if_include 10.77.0.0/24 "$@"
}

# hosts_rank HOST PROGRAM: the process of the rank there.
hosts_rank() {
    local id
    for id in $(ip netns pids "emotionnet-$1"); do
        tr '\0' ' ' <"/proc/$id/cmdline" | grep -q "^$2 " && echo "$id" && return
    done
}

hosts_down() {
    local name id
    for name in $hosts_made; do
        for id in $(ip netns pids $name); do kill -9 "$id" 2>/dev/null; done
        ip netns del $name
        rm -rf /etc/netns/$name
    done
    rm -rf "$hosts_work"
}
