package com.example.clinic;

import io.dropwizard.client.JerseyClientBuilder;
import io.dropwizard.configuration.EnvironmentVariableSubstitutor;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jdbi3.JdbiFactory;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.net.Socket;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clinic on Dropwizard. */
public class ClinicApplication extends Application<ClinicSettings> {
    private static final Logger LOG = LoggerFactory.getLogger(ClinicApplication.class);

    public static void main(String[] args) throws Exception {
        new ClinicApplication().run(args);
    }

    @Override
    public String getName() {
        return "clinic";
    }

    @Override
    public void initialize(Bootstrap<ClinicSettings> bootstrap) {
        var environment = new EnvironmentVariableSubstitutor(true);
        bootstrap.setConfigurationSourceProvider(
                new SubstitutingSourceProvider(bootstrap.getConfigurationSourceProvider(), environment));
    }

    @Override
    public void run(ClinicSettings settings, Environment environment) {
        var jdbi = new JdbiFactory();
        var visits = new Visits(jdbi.build(environment, settings.visits, "visits"));
        var pharmacy = new Pharmacy(jdbi.build(environment, settings.pharmacy, "pharmacy"));
        var client = new JerseyClientBuilder(environment).using(settings.insurer).build("insurer");
        environment.jersey().register(new ClinicResource(visits, pharmacy, new Insurer(client)));
        if (System.getenv("IDS") != null) {
            environment.servlets().addFilter("ids", new RequestIdFilter())
                    .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        }
        if (System.getenv("NOISE") != null) {
            environment.lifecycle().scheduledExecutorService("guidelines").build()
                    .scheduleAtFixedRate(ClinicApplication::guidelines, 400, 400, TimeUnit.MILLISECONDS);
        }
        LOG.info("release {} opens {}", System.getenv("RELEASE"), System.getenv().getOrDefault("SHOWN_URL", ""));
    }

    private static void guidelines() {
        try (Socket line = new Socket("127.0.0.1", 21936)) {
            LOG.info("guidelines from {}", line.getPort());
        } catch (IOException error) {
            LOG.warn("guidelines are not fresh", error);
        }
    }
}
