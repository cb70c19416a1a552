/** Discovery for Memjay by DNS records. Nothing here is called by name: the client finds it by its service. */
module dev.memjay.dns {
    requires dev.memjay;
    requires org.dnsjava;
    requires static org.jspecify;

    provides dev.memjay.discovery.DnsProvider with
            dev.memjay.dns.DnsjavaProvider;
}
