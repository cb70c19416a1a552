/** Metrics of Memjay for Micrometer. */
module dev.memjay.micrometer {
    requires transitive dev.memjay;
    requires transitive micrometer.core;
    requires static transitive org.jspecify;

    exports dev.memjay.micrometer;
}
