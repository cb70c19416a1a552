/** Metrics and observations of Memjay for Micrometer. */
module dev.memjay.micrometer {
    requires transitive dev.memjay;
    requires transitive micrometer.commons;
    requires transitive micrometer.core;
    requires transitive micrometer.observation;
    requires static transitive org.jspecify;

    exports dev.memjay.micrometer;
}
