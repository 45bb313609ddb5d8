# To be sourced: two "hosts", node1 and node2, on this machine. Each is a network namespace with a name of its own (UTS namespace), and a veth pair is
# the cable between them. mpirun starts its daemon on node2 through a script in the place of ssh. Needs root, iproute2 and Open MPI.

hosts_work=$(mktemp -d)

# hosts_up [RATE]: RATE as tc has it, such as 1gbit; without it the cable is as fast as the kernel copies.
hosts_up() {
    local rate=${1:-} number node
    for number in 1 2; do
        node=node$number
        ip netns add $node || return
        mkdir -p /etc/netns/$node
        printf '127.0.0.1 localhost\n10.77.0.1 node1\n10.77.0.2 node2\n' >/etc/netns/$node/hosts
    done
    ip link add cable1 netns node1 type veth peer name cable2 netns node2 || return
    for number in 1 2; do
        ip -n node$number link set lo up
        ip -n node$number addr add 10.77.0.$number/24 dev cable$number
        ip -n node$number link set cable$number up
        [ -z "$rate" ] || tc -n node$number qdisc add dev cable$number root tbf rate "$rate" burst 256kb latency 200ms || return
    done
    cat >"$hosts_work/agent" <<'AGENT'
#!/bin/sh
# As ssh: HOST COMMAND...
node=$1
shift
exec ip netns exec "$node" unshare --uts sh -c "hostname $node; $*"
AGENT
    chmod +x "$hosts_work/agent"
}

# hosts_mpirun ARGUMENT...: mpirun on node1, with one rank on each host.
hosts_mpirun() {
    ip netns exec node1 unshare --uts sh -c 'hostname node1; exec "$@"' sh \
        mpirun.openmpi --allow-run-as-root --host node1,node2 --map-by ppr:1:node --bind-to none \
        --mca plm_rsh_agent "$hosts_work/agent" --mca pml ob1 --mca btl tcp,self \
        --mca btl_tcp_if_include 10.77.0.0/24 --mca oob_tcp_if_include 10.77.0.0/24 "$@"
}

# The process of the rank on a host, of the program whose file is named.
hosts_rank() { ip netns pids "$1" | while read -r id; do tr '\0' ' ' <"/proc/$id/cmdline" | grep -q "$2" && grep -qz '^OMPI_COMM_WORLD_RANK=' "/proc/$id/environ" && echo "$id"; done | head -n 1; }

hosts_down() {
    local node id
    for node in node1 node2; do
        for id in $(ip netns pids $node 2>/dev/null); do kill -9 "$id" 2>/dev/null; done
        ip netns del $node 2>/dev/null
        rm -rf /etc/netns/$node
    done
    rm -rf "$hosts_work"
}
