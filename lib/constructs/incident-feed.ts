import { Duration } from 'aws-cdk-lib';
import { CustomWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

import { ENVIRONMENT } from '../aws/environment.ts';
import { program, type ProgramOptions, type ProgramSettings } from './program.ts';
import { allow } from './grants.ts';
import { listIncidentsStatements } from './state-grants.ts';

/** What the function is made with. */
export interface IncidentFeedProps extends ProgramSettings, Pick<ProgramOptions, 'plan'> {
  readonly table: ITable;
}

/** How a widget is shown, and which incidents it shows. */
export interface IncidentWidgetOptions {
  /**
   * The title of the widget.
   * @default 'Incidents'
   */
  readonly title?: string;
  /**
   * Its width, of 24 columns.
   * @default 24
   */
  readonly width?: number;
  /**
   * Its height.
   * @default 9
   */
  readonly height?: number;
  /**
   * The names of the checks whose incidents are shown.
   * @default - all of them
   */
  readonly checks?: readonly string[];
  /**
   * The group of checks whose incidents are shown.
   * @default - all of them
   */
  readonly group?: string;
  /**
   * How many resolved incidents are shown.
   * @default 10
   */
  readonly recent?: number;
}

/** The function that shows incidents in dashboards. It reads the table and may do nothing else. */
export class IncidentFeed extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, { table, ...common }: IncidentFeedProps) {
    super(scope, id);
    this.function = program(this, 'Function', {
      ...common,
      program: 'widget',
      description: 'Shows open and recent incidents in dashboards',
      timeout: Duration.seconds(20),
      memorySize: 512,
      environment: { [ENVIRONMENT.table]: table.tableName },
    });
    allow(this.function, listIncidentsStatements(table));
  }

  /** A widget for a dashboard; whoever looks at it must be allowed to call the function. */
  widget({
    title = 'Incidents',
    width = 24,
    height = 9,
    ...params
  }: IncidentWidgetOptions = {}): CustomWidget {
    return new CustomWidget({ title, width, height, functionArn: this.function.functionArn, params });
  }

  /** Lets somebody who looks at a dashboard see the incidents in it. */
  grantView(grantee: IGrantable): Grant {
    return this.function.grantInvoke(grantee);
  }
}
