package shop;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Logs what a tracer would make spans of: each request, and in it each call to memcached. With a tracer, such as
 * micrometer-tracing-bridge-otel, this class is not needed.
 */
@Component
public class ObservationLog implements ObservationHandler<Observation.Context> {
    private static final Logger LOG = LoggerFactory.getLogger(ObservationLog.class);

    @Override
    public void onStop(Observation.Context observation) {
        var parent = observation.getParentObservation();
        LOG.info(
                "{} in {}", observation.getName(), parent == null ? "none" : parent.getContextView().getName());
    }

    @Override
    public boolean supportsContext(Observation.Context observation) {
        return true;
    }
}
