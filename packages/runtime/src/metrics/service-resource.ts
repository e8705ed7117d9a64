import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';

type Resource = ResourceMetrics['resource'];

/** Who the metrics are of, as OpenTelemetry's semantic conventions name it; Prometheus has it as `target_info`. */
export function serviceResource(attributes: Readonly<Record<string, string>>): Resource {
  return {
    attributes,
    merge: (other) => serviceResource({ ...attributes, ...(other?.attributes as Record<string, string> | undefined) }),
    getRawAttributes: () => Object.entries(attributes),
  };
}
