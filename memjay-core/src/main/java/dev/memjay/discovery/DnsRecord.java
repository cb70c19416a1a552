package dev.memjay.discovery;

/**
 * One record of a DNS answer, as far as discovery reads them.
 *
 * @param owner whose it is, without a dot at the end, in lower case
 * @param type its type
 * @param seconds its time to live, 0 or more
 * @param text the address, or the target's name without a dot at the end
 * @param priority of SRV; the lowest goes first
 * @param weight of SRV
 * @param port of SRV
 */
record DnsRecord(String owner, Type type, long seconds, String text, int priority, int weight, int port) {
    /** The types that discovery asks for or has to understand. */
    enum Type {
        A(1),
        CNAME(5),
        AAAA(28),
        SRV(33);

        private final int number;

        Type(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }
}
