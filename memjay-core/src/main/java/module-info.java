/** The memcached client. */
module dev.memjay {
    requires static com.ongres.scram.client;
    requires java.security.sasl;
    requires static jdk.jfr;
    requires jdk.net;
    requires static transitive org.jspecify;
    requires tls.channel;

    uses dev.memjay.discovery.DnsProvider;

    exports dev.memjay;
    exports dev.memjay.codec;
    exports dev.memjay.combine;
    exports dev.memjay.discovery;
    exports dev.memjay.error;
    exports dev.memjay.model;
    exports dev.memjay.placement;
}
