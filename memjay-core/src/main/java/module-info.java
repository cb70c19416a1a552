/** The memcached client. */
module dev.memjay {
    requires static transitive org.jspecify;

    exports dev.memjay;
    exports dev.memjay.codec;
    exports dev.memjay.error;
    exports dev.memjay.model;
    exports dev.memjay.placement;
}
